# frozen_string_literal: true

require "date"
require_relative "html"
require_relative "money"

# What a page of the shop says when it can't say what was asked for.
Failure = Data.define(:code, :heading, :words)

Failures = {
  unknown: Failure.new(404, "Nothing grows here", "This page does not exist, or it has wilted."),
  stale: Failure.new(403, "That form has expired", "Please go back, reload the page and send it again."),
  unpaid: Failure.new(503, "The bank does not answer",
                      "We don’t know yet whether your payment went through. Your cart is still there: when you order " \
                      "again on the same page, you pay once at most."),
  broken: Failure.new(500, "Something broke", "It is our fault, and it has been noted. Please try again in a moment.")
}.freeze

# One page that is being written: what all views see.
class View
  include Money

  CATEGORIES = { plants: "Plants", pots: "Pots", care: "Care", books: "Books" }.freeze
  FEW = 5

  %w[
    layout(title,content) listing(listing) found(found) detail(detail) basket(basket) till(till) receipt(order)
    failure(failure) card(product,level) grid(products,level=2) sums(quote) field(field)
  ].each { |signature| Template.define(self, signature) }

  attr_reader :frame

  def initialize(frame) = @frame = frame

  def heading(category) = category ? CATEGORIES.fetch(category) : "Everything that grows"

  # Every form that changes something brings this back.
  def token = Html.new(%(<input type="hidden" name="token" value="#{Html.of(frame.token)}">))

  # What to say about how many there are, or nothing.
  def scarcity(product)
    if product.stock < product.pack then "Sold out"
    elsif product.stock <= FEW then "Only #{product.stock} left"
    end
  end

  def day(iso) = Date.iso8601(iso).strftime("%-d %B %Y")

  def pieces(number) = number == 1 ? "1 piece" : "#{number} pieces"

  # A field of the form at the till.
  Field = Data.define(:name, :label, :value, :problem, :hint, :attributes)

  # With what was typed, and what is wrong with it.
  def input(till, name, label, hint: nil, **attributes)
    value = till.form.public_send(name.tr("-", "_"))
    problem = till.problems.find { |found| found.field == name }&.text
    field(Field.new(name:, label:, value:, problem:, hint: problem ? nil : hint, attributes:))
  end

  # ` name="value"` for each.
  def attributes(values)
    Html.new(values.map { |name, value| %( #{name.to_s.tr("_", "-")}="#{Html.of(value)}") }.join)
  end
end
