module shop.example/storefront

go 1.26
