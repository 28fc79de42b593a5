# frozen_string_literal: true

require_relative "view"

# The letter that confirms an order, as text and as HTML.
class Letter
  include Money

  TEXT = ERB.new(Witloom.read("mails/confirmation.txt.erb"), trim_mode: "-")
  HTML = Template.new(Witloom.read("mails/confirmation.html.erb"), trim_mode: "-")

  attr_reader :order

  def initialize(order) = @order = order

  def subject = "Your order #{order.number} at Fernweh"

  def text = TEXT.result(binding)

  def html = HTML.result(binding)
end
