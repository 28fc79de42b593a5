module logs.example/pipeline/reader

go 1.26
