module caller

go 1.26
