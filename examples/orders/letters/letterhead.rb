# frozen_string_literal: true

require "erb"

# What templates see: an order, its voucher, and how both are written.
class Letterhead
  GREETINGS = { "DE" => "Guten Tag", "AT" => "Grüß Gott", "FR" => "Bonjour", "IT" => "Buongiorno", "ES" => "Buenos días" }.freeze

  TEMPLATES = Witloom::Files.paths.filter_map do |path|
    name = path[%r{\Aviews/(\w+)\.erb\z}, 1]
    [name, ERB.new(Witloom.read(path), trim_mode: "-")] if name
  end.to_h.freeze

  # The template of that name, or nil.
  def self.template(name) = TEMPLATES[name]

  attr_reader :order, :voucher

  def initialize(order, voucher)
    @order = order
    @voucher = voucher
  end

  def render(template) = template.result(binding)

  def greeting = GREETINGS.fetch(order.country, "Hello")

  # 1234567 cents: "12,345.67 €".
  def euros(cents)
    whole, rest = cents.divmod(100)
    format("%s.%02d €", whole.to_s.gsub(/\B(?=(\d{3})+\z)/, ","), rest)
  end
end
