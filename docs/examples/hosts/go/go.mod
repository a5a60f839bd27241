module example/expand

go 1.21
