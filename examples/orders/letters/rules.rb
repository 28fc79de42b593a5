# frozen_string_literal: true

# A small language for rules: each names a letter, says which orders get it, and what voucher it carries. The
# first rule that applies counts.
class Rules
  Rule = Data.define(:subject, :voucher, :applies)

  def self.define(&) = new.tap { |rules| rules.instance_eval(&) }

  def initialize = @rules = []

  def letter(subject, voucher: ->(_order) { 0 }, &applies)
    @rules << Rule.new(subject:, voucher:, applies:)
  end

  # A voucher worth a share of the order, in cents.
  def percent(share, at_most:) = ->(order) { [order.value * share / 100, at_most].min }

  # Subject and voucher for an order, or nil.
  def decide(order)
    rule = @rules.find { |candidate| candidate.applies.call(order) }
    rule && [rule.subject, rule.voucher.call(order)]
  end
end
