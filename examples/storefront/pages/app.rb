# frozen_string_literal: true

require_relative "view"
require_relative "letter"

# The shop's pages: which view shows what, and what its title is.
module Exports::Pages
  def self.render(frame, page)
    view = View.new(frame)
    title, content = show(view, page)
    view.layout(title, content)
  end

  def self.show(view, page)
    case page
    in Page::Listing[listing] then [view.heading(listing.category), view.listing(listing)]
    in Page::Found[found] then ["Search: #{view.frame.query}", view.found(found)]
    in Page::Detail[detail] then [detail.product.name, view.detail(detail)]
    in Page::Basket[basket] then ["Your cart", view.basket(basket)]
    in Page::Till[till] then ["Checkout", view.till(till)]
    in Page::Receipt[order] then ["Order #{order.number}", view.receipt(order)]
    in Page::Failure[failure] then [Failures.fetch(failure).heading, view.failure(Failures.fetch(failure))]
    end
  end
  private_class_method :show
end

# The shop's letters.
module Exports::Mails
  def self.confirmation(order)
    letter = Letter.new(order)
    Mail.new(recipient: order.buyer.email, subject: letter.subject, text: letter.text, html: letter.html)
  end
end
