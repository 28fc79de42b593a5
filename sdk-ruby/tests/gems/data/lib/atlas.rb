# frozen_string_literal: true

require "json"
require "yaml"

# Reads its data in every way that gems do.
module Atlas
  DATA = File.expand_path("../data", __dir__)
  NAMES = YAML.load_file(File.join(DATA, "names.yml"))

  def self.ways
    text = "#{DATA}/lines.txt"
    [
      NAMES.fetch("de"),
      JSON.parse(File.read("#{DATA}/more/size.json")).fetch("size"),
      File.readlines(text, chomp: true).join("|"),
      File.foreach(text).map(&:chomp).join("|"),
      File.open(text) { |file| file.each_line.count },
      open(text, "rb", &:read).encoding.to_s,
      File.binread(text, 3),
      IO.read(text, encoding: "utf-8").encoding.to_s,
      Dir["#{DATA}/**/*.{json,yml}"].map { |path| File.basename(path) }.join("|"),
      Dir.glob("*", base: DATA).join("|"),
      Dir.children(DATA).sort.join("|"),
      [text, DATA, "#{DATA}/none"].map { |path| [File.exist?(path), File.file?(path), File.directory?(path)] },
      File.size(text),
      failure { File.read("#{DATA}/none") },
      failure { File.write(text, "x") },
      failure { File.open(text, "w") },
      File.read(Pathname.new(text))[0],
    ].map(&:to_s)
  end

  def self.failure
    yield
  rescue SystemCallError => e
    e.class.name
  end

  autoload :Late, "atlas/late"
end
require "pathname"
