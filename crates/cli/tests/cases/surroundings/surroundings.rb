# frozen_string_literal: true

require "fileutils"
require "pathname"
require "securerandom"
require "tmpdir"
require_relative "library"

# What a program finds around it, by Ruby's own calls.
module Surroundings
  module_function

  def tell(what)
    case what
    when "arguments" then ARGV
    when "environment"
      ["#{ENV.fetch("NAME")},#{ENV["EMPTY"]}", ENV.key?("NOT_THERE").to_s, ENV.size.to_s]
    when "clocks" then clocks
    when "random"
      [[SecureRandom.hex(16), SecureRandom.hex(16)].uniq.size.to_s, SecureRandom.uuid[14]]
    when "input"
      first = $stdin.gets(chomp: true)
      rest = $stdin.read
      [first, *rest.split("\n"), $stdin.read.bytesize.to_s]
    when "output"
      print "out 1, "
      $stderr.print "err 1, "
      puts "out é"
      warn "err 2"
      []
    when "files" then files
    when "temporary" then temporary
    when "denied" then denied
    when "library" then Library.tell
    when "read-only" then [attempt { File.write("/only/x", "x") }]
    when "variable" then [ENV.fetch("NOT_THERE")]
    when "exit" then exit 7
    when "open" then [File.read("/secret/x")]
    end
  end

  def clocks
    start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    nil while Process.clock_gettime(Process::CLOCK_MONOTONIC) == start
    [Time.at(0).strftime("%F %T"), Time.now.zone, (Time.now.to_i > 1_700_000_000).to_s]
  end

  def attempt
    "done: #{yield}"
  rescue Errno::EACCES, Errno::EPERM => e
    e.message.include?("--dir") ? "denied, --dir" : "denied"
  rescue Errno::ENOENT then "missing"
  rescue Errno::EEXIST then "exists"
  rescue Errno::ENOTEMPTY then "not empty"
  rescue Errno::EISDIR then "folder"
  rescue SystemCallError => e
    "#{e.class} #{e.message}"
  end

  def files
    folder = Pathname("/data/a/b")
    folder.mkpath
    file = folder / "é.txt"
    File.write(file, "one\ntwo\n")
    File.open(file, "a") { |out| out.puts "drei é" }
    said = [File.readlines(file, chomp: true).join(","), File.size(file).to_s]
    File.rename(file, folder / "c.txt")
    FileUtils.cp(folder / "c.txt", folder / "d.bin")
    said << Dir.children(folder).sort.join(",")
    File.open(folder / "c.txt", "r+b") do |both|
      both.seek(4)
      said << both.read(3)
      both.rewind
      both.write("ONE")
      both.truncate(3)
    end
    said[-1] += " #{(folder / "c.txt").read}"
    File.binwrite(folder / "d.bin", [0, 255, 128].pack("C*"))
    said << File.binread(folder / "d.bin").unpack1("H*")
    File.utime(1_000_000_000, 1_000_000_000, folder / "d.bin")
    said << File.mtime(folder / "d.bin").to_i.to_s
    said << "#{file.exist?} #{File.directory?(folder)} #{File.file?(folder / "d.bin")}"
    said << attempt { File.read(file) }
    said << attempt { File.open(folder / "c.txt", File::CREAT | File::EXCL | File::WRONLY) }
    said << attempt { Dir.rmdir("/data/a") }
    said << attempt { File.read(folder) }
    FileUtils.rm_rf("/data/a")
    said << Dir.children("/data").join(",")
  end

  def temporary
    folder = nil
    said = Dir.mktmpdir do |path|
      folder = path
      File.write(File.join(path, "x"), "x")
      "#{path[0, 5]} #{File.read(File.join(path, "x"))}"
    end
    [said, File.exist?(folder).to_s]
  end

  def denied
    [
      attempt { File.read("/secret/x") },
      attempt { File.write("/secret/x", "x") },
      attempt { Dir.children("/secret") },
      attempt { Dir.mkdir("/secret/x") },
      attempt { File.delete("/secret/x") },
      File.exist?("/secret/x").to_s
    ]
  end
end
