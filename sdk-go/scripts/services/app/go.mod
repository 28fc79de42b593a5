module items

go 1.23
