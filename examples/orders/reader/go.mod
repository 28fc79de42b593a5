module shop.example/orders/reader

go 1.24
