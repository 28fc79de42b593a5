module callee

go 1.26
