# frozen_string_literal: true

KEYWORDS = %w[
  alias and begin break case class def defined do else elsif end ensure false for if in module next nil not or redo
  rescue retry return self super then true undef unless until when while yield
].freeze
OURS = %w[
  data witloom imports exports glue wire handle all value v o x error bits flag memory list i e k n p x1 x2 t
  async area byte_reading byte_stream bytes cancelled future given payload promise resume stream task
].freeze
value = Data.define(:a)
things = [Object.new, Module.new, Class.new, value, value.new(a: 1), Witloom::Handle]
names = things.flat_map { |thing| thing.methods + thing.private_methods }
constants = (Object.constants + Witloom.constants).map { |name| name.to_s.gsub(/(?<=[a-z0-9])(?=[A-Z])/, "_").downcase }
words = (KEYWORDS + OURS + names.map(&:to_s) + constants).map { |word| word.tr("_", "-") }
words.grep(/\A[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*\z/).uniq.sort.each { |word| $stderr.puts "word #{word}" }
