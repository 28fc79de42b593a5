# frozen_string_literal: true

module Witloom
  # Lets Ruby's own calls read packed files: gems keep data beside their code and find it by `__dir__`.
  #
  # Only absolute paths in the component's folder are looked up; everything else is a granted folder's, as before.
  module Packed
    # How a packed file looks to those that ask.
    Stat = Struct.new(:size, :file?, :directory?, keyword_init: true) do
      def mtime = Time.at(0)
      def readable? = true
      def writable? = false
      def symlink? = false
      def ftype = directory? ? "directory" : "file"
    end

    class << self
      # The absolute path of a packed file or folder, or nothing.
      def at(path)
        path = path.to_path if path.respond_to?(:to_path)
        return unless path.is_a?(String) && path.start_with?(Files::ROOT)

        path = File.expand_path(path)
        path if file?(path) || folder?(path)
      end

      # The absolute path of a packed file, or nothing. No folder is granted below the component's own, so that what
      # isn't packed there is missing, and not denied.
      def file(path)
        found = at(path)
        return (found if file?(found)) if found

        path = path.to_path if path.respond_to?(:to_path)
        raise Errno::ENOENT, path if path.is_a?(String) && path.start_with?("#{Files::ROOT}/")
      end

      def file?(path) = Files.packed?(path)

      def folder?(path) = folders.key?(path)

      # Names in a folder.
      def names(path) = folders.fetch(path)

      # The contents as a mode and an encoding want them; new each time, as callers may change them.
      def text(path, mode = nil, encoding: nil, external_encoding: nil, **)
        bytes = Files.bytes(path).dup
        mode = mode.to_s
        encoding ||= external_encoding || mode[/:(.*)/, 1]
        return bytes.force_encoding(Encoding::BINARY) if encoding.nil? && mode.include?("b")

        outer, inner = encoding.is_a?(Encoding) ? encoding : encoding.to_s.split(":")
        if outer.is_a?(String) && outer.downcase.start_with?("bom|")
          outer = outer[4..]
          bytes = bytes.b.delete_prefix("\xEF\xBB\xBF".b)
        end
        text = bytes.force_encoding(outer || usual)
        inner ? text.encode(inner) : text
      end

      # What can be read, as an open file.
      def open(path, mode = "r", *, **options)
        raise Errno::EROFS, path if mode.is_a?(String) && mode.match?(/[wa+]/)

        mode = options[:mode] || mode
        require "stringio"
        StringIO.new(text(path, mode, **options.slice(:encoding, :external_encoding)), "r").tap do |stream|
          stream.define_singleton_method(:path) { path }
          stream.define_singleton_method(:to_path) { path }
        end
      end

      def stat(path) = Stat.new(size: file?(path) ? Files.bytes(path).bytesize : 0, file?: file?(path), directory?: folder?(path))

      private

      # What text is in that says nothing: nobody sets a locale in a component.
      def usual
        known = Encoding.default_external
        known == Encoding::US_ASCII ? Encoding::UTF_8 : known
      end

      def folders
        @folders ||= Files.paths.each_with_object({}) do |path, folders|
          path = "#{Files::ROOT}/#{path}"
          until path == Files::ROOT
            path, name = File.split(path)
            (folders[path] ||= []) << name
          end
        end.each_value(&:uniq!)
      end
    end

    # What reads a whole file.
    module Reading
      def read(path, length = nil, offset = 0, mode: "r", **options)
        found = Packed.file(path) or return super

        text = Packed.text(found, mode, **options)
        length ? text.byteslice(offset, length) : text.byteslice(offset..)
      end

      def binread(path, length = nil, offset = 0)
        found = Packed.file(path) or return super

        text = Packed.text(found, "rb")
        length ? text.byteslice(offset, length) : text.byteslice(offset..)
      end

      def readlines(path, *separator, chomp: false, **options)
        found = Packed.file(path) or return super

        Packed.open(found, **options).readlines(*separator, chomp: chomp)
      end

      def foreach(path, *separator, **options, &block)
        found = Packed.file(path) or return super
        return to_enum(:foreach, path, *separator, **options) unless block

        readlines(found, *separator, **options).each(&block)
        nil
      end
    end

    # What writes a whole file: nothing packed changes.
    module Writing
      %i[write binwrite].each do |name|
        define_method(name) do |path, *rest, **options|
          raise Errno::EROFS, path.to_s if Packed.at(path)

          super(path, *rest, **options)
        end
      end
    end

    # What opens files and asks about them.
    module Asking
      def open(path, *rest, **options)
        found = Packed.file(path) or return super

        stream = Packed.open(found, *rest, **options)
        block_given? ? yield(stream) : stream
      end

      %i[exist? readable?].each do |question|
        define_method(question) { |path| Packed.at(path) ? true : super(path) }
      end

      def file?(path) = Packed.at(path) ? Packed.file(path) != nil : super

      def directory?(path) = (found = Packed.at(path)) ? Packed.folder?(found) : super

      %i[stat lstat].each do |question|
        define_method(question) { |path| (found = Packed.at(path)) ? Packed.stat(found) : super(path) }
      end

      def size(path) = (found = Packed.file(path)) ? Packed.stat(found).size : super

      def mtime(path) = Packed.at(path) ? Time.at(0) : super

      %i[realpath realdirpath].each do |question|
        define_method(question) do |path, *base|
          Packed.at(base.empty? ? path : File.expand_path(path, *base)) || super(path, *base)
        end
      end
    end

    # What lists folders.
    module Listing
      def glob(patterns, flags = 0, base: nil, **options, &block)
        base = base.to_path if base.respond_to?(:to_path)
        all = [*patterns].map { |pattern| pattern.respond_to?(:to_path) ? pattern.to_path : pattern }
        within = all.all? { |pattern| (base ? File.expand_path(pattern, base) : pattern).start_with?("#{Files::ROOT}/") }
        return super unless within

        found = all.flat_map { |pattern| Listing.matches(base ? File.expand_path(pattern, base) : pattern, flags) }
        found = found.map { |path| path.delete_prefix("#{base.chomp("/")}/") } if base
        block ? found.each(&block) && nil : found
      end

      def [](*patterns, **options) = glob(patterns, **options)

      def exist?(path) = (found = Packed.at(path)) ? Packed.folder?(found) : super

      def children(path, **options) = (found = Packed.at(path)) ? Packed.names(found) : super

      def entries(path, **options) = (found = Packed.at(path)) ? [".", "..", *Packed.names(found)] : super

      def each_child(path, **options, &block)
        found = Packed.at(path) or return super

        block ? Packed.names(found).each(&block) && nil : Packed.names(found).each
      end

      # Packed files and folders that fit a pattern, in order.
      def self.matches(pattern, flags)
        flags |= File::FNM_PATHNAME | File::FNM_EXTGLOB
        everything = Files.paths.flat_map do |path|
          parts = path.split("/")
          (1..parts.size).map { |count| "#{Files::ROOT}/#{parts.first(count).join("/")}" }
        end
        everything.uniq.sort.select { |path| File.fnmatch?(pattern, path, flags) }
      end
    end

    IO.singleton_class.prepend(Reading, Writing)
    File.singleton_class.prepend(Asking)
    Dir.singleton_class.prepend(Listing)
  end
end

module Kernel
  alias_method :_open, :open
  private :_open

  def open(path, *rest, **options, &block)
    return File.open(path, *rest, **options, &block) if Witloom::Packed.file(path)

    _open(path, *rest, **options, &block)
  end
  module_function :open
end
