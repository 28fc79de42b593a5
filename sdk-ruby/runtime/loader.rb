# frozen_string_literal: true

# Loads the Ruby files that are packed into the component. Evaluated once, when CRuby has started.
require "js.so"

module Witloom
  # A read-only file system in memory: paths are relative to the component's folder.
  module Files
    ROOT = "/component"

    @files = {}

    class << self
      # Takes over an archive: a count, then for each file the lengths of path and contents, and both.
      def mount(archive)
        at = 4
        archive.unpack1("L<").times do
          path_size, size = archive.unpack("L<2", offset: at)
          path = archive.byteslice(at + 8, path_size).force_encoding(Encoding::UTF_8)
          @files[path.freeze] = archive.byteslice(at + 8 + path_size, size)
          at += 8 + path_size + size
        end
        $LOAD_PATH.unshift(ROOT, "#{ROOT}/lib")
      end

      # The contents of a packed file by its absolute path, which nobody may change.
      def bytes(path) = @files.fetch(path.delete_prefix("#{ROOT}/"))

      # The contents of a packed file as text, or as bytes when it isn't UTF-8.
      def read(path)
        bytes = @files.fetch(path.delete_prefix("#{ROOT}/")) { raise Errno::ENOENT, path }
        text = bytes.dup.force_encoding(Encoding::UTF_8)
        text.valid_encoding? ? text : bytes.dup
      end

      # Paths of all packed files.
      def paths = @files.keys

      # The packed file that a feature name stands for, as an absolute path.
      def find(name)
        return find_at(File.expand_path(name, ROOT)) if name.start_with?("/", "./", "../")

        $LOAD_PATH.each do |folder|
          folder = folder.to_s
          next unless folder.start_with?(ROOT)

          path = find_at(File.expand_path(name, folder))
          return path if path
        end
        nil
      end

      # Runs a packed file unless it ran before. CRuby is told before it runs: while a constant is autoloaded, it
      # lets the file define that constant only if it knows the file to be loaded or under way.
      def load_once(path)
        return false if $LOADED_FEATURES.include?(path)

        $LOADED_FEATURES << path
        begin
          run(path)
        rescue Exception
          $LOADED_FEATURES.delete(path)
          raise
        end
        true
      end

      # Runs a packed file.
      def run(path)
        RubyVM::InstructionSequence.compile(read(path), path, path, 1).eval
      end

      # The packed file of exactly this absolute path.
      def packed?(path) = path.start_with?("#{ROOT}/") && @files.key?(path.delete_prefix("#{ROOT}/"))

      private

      def find_at(path)
        ["#{path}.rb", path].find { |file| file.end_with?(".rb") && packed?(file) }
      end
    end
  end
end

module Kernel
  alias_method :_require, :require
  alias_method :_load, :load
  private :_require, :_load

  def require(feature)
    name = feature.respond_to?(:to_path) ? feature.to_path : feature
    path = Witloom::Files.find(name) if name.is_a?(String)
    path ? Witloom::Files.load_once(path) : _require(feature)
  end

  def require_relative(feature)
    base = caller_locations(1, 1).first.absolute_path or raise LoadError, "no file to start from for `#{feature}`"
    require(File.expand_path(feature, File.dirname(base)))
  end

  def load(file, wrap = false)
    path = File.expand_path(file, Witloom::Files::ROOT)
    return _load(file, wrap) if wrap || !Witloom::Files.packed?(path)

    Witloom::Files.run(path)
    true
  end
  module_function :require, :require_relative, :load
end

Witloom::Files.mount(2.to_js.typeof)
require "witloom/start"
