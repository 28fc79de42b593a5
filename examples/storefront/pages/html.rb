# frozen_string_literal: true

require "erb"

# Text that is HTML already. Whatever else goes into a page is escaped.
class Html < String
  def self.of(value) = value.is_a?(Html) ? value : new(ERB::Util.html_escape(value))
end

# ERB whose `<%= %>` escapes by itself, so that no view can forget it.
class Template < ERB
  # Differs in what it makes of a tag with a value.
  class Compiler < ERB::Compiler
    def add_insert_cmd(out, content) = out.push("#{insert_cmd}(Html.of((#{content})))")
  end

  def make_compiler(trim_mode) = Compiler.new(trim_mode)

  def set_eoutvar(compiler, eoutvar = "_erbout")
    super
    compiler.pre_cmd = ["#{eoutvar} = Html.new('')"]
  end

  # Makes views/NAME.erb a method of a class. The signature is NAME and its parameters.
  def self.define(owner, signature)
    path = "views/#{signature[/\A\w+/]}.erb"
    code = new(Witloom.read(path), trim_mode: "-").src.sub(/^(?!#)/) { "def #{signature}\n" }
    owner.class_eval("#{code}\nend", path, -1)
  end
end
