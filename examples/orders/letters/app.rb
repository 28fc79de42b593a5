# frozen_string_literal: true

require_relative "letterhead"
require_relative "rules"

# Drafts letters: rules choose one for each order, a template gives it words.
module Exports::Letters
  EURO_COUNTRIES = %w[AT DE ES FR IT NL].freeze

  RULES = Rules.define do
    letter("confirmation") { |order| order.score >= 45 }
    letter("thanks", voucher: percent(2, at_most: 50_00)) { |order| EURO_COUNTRIES.include?(order.country) }
    letter("thanks") { |order| order.score.positive? }
  end

  def self.draft(orders) = orders.map { |order| draft_one(order) }

  def self.draft_one(order)
    subject, voucher = RULES.decide(order) || raise(LetterError::NoRule.new(order.country))
    template = Letterhead.template(subject) || raise(LetterError::NoTemplate.new(subject))
    Letter.new(order: order.number, subject:, voucher:, text: Letterhead.new(order, voucher).render(template))
  end
  private_class_method :draft_one
end
