# frozen_string_literal: true

# Loads the Ruby files that are packed into the component. Evaluated once, when CRuby has started.
require "js.so"

module Witloom
  # A read-only file system in memory: paths are relative to the component's folder.
  module Files
    ROOT = "/component"

    @files = {}
    @loaded = {}
    @roots = [""]

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
        @roots.push("lib/")
        @roots.concat(@files.keys.filter_map { |path| path[%r{\Avendor/[^/]+/lib/}] }.uniq)
      end

      # The contents of a packed file as text, or as bytes when it isn't UTF-8.
      def read(path)
        bytes = @files.fetch(path.delete_prefix("#{ROOT}/")) { raise Errno::ENOENT, path }
        text = bytes.dup.force_encoding(Encoding::UTF_8)
        text.valid_encoding? ? text : bytes.dup
      end

      # Paths of all packed files.
      def paths = @files.keys

      # The packed file that a feature name stands for.
      def find(name)
        return find_at(name.delete_prefix("#{ROOT}/")) if name.start_with?("#{ROOT}/")

        @roots.each { |root| (path = find_at(root + name)) && (return path) }
        nil
      end

      # Runs a packed file unless it ran before.
      def load_once(path)
        return false if @loaded[path]

        @loaded[path] = true
        run(path)
        true
      rescue Exception
        @loaded.delete(path)
        raise
      end

      def run(path)
        source = read(path)
        RubyVM::InstructionSequence.compile(source, path, "#{ROOT}/#{path}", 1).eval
      end

      private

      def find_at(path)
        ["#{path}.rb", path].find { |file| @files.key?(file) && file.end_with?(".rb") }
      end
    end
  end
end

module Kernel
  alias_method :witloom_require, :require
  private :witloom_require

  def require(feature)
    path = Witloom::Files.find(feature.to_path) if feature.respond_to?(:to_path)
    path ||= Witloom::Files.find(feature) if feature.is_a?(String)
    path ? Witloom::Files.load_once(path) : witloom_require(feature)
  end

  def require_relative(feature)
    base = caller_locations(1, 1).first.absolute_path or raise LoadError, "no file to start from for `#{feature}`"
    require(File.expand_path(feature, File.dirname(base)))
  end
  private :require, :require_relative
end

Witloom::Files.mount(2.to_js.typeof)
require "witloom/start"
