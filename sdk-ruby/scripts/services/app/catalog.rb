# frozen_string_literal: true

require "json"

# Answers with what is for sale.
class Catalog
  def call(env)
    return [404, {}, []] unless env["PATH_INFO"] == "/items"

    items = Array.new(15) do |n|
      { sku: "sku-#{n}", name: "thing number #{n}", price: n * 100, stock: n.even? }
    end
    [200, { "content-type" => "application/json" }, [JSON.generate(items)]]
  end
end
