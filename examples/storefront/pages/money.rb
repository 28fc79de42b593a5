# frozen_string_literal: true

# How amounts are written.
module Money
  # 1234567 cents: "12,345.67 €", with a space where no line breaks.
  def euros(cents)
    whole, rest = cents.divmod(100)
    format("%<whole>s.%<rest>02d\u00A0€", whole: whole.to_s.gsub(/\B(?=(\d{3})+\z)/, ","), rest:)
  end
end
