package main

import (
	"fmt"

	"shop.example/storefront/gen/wasi/config/store"
)

// setting is what witloom.toml, the environment or the command line says; nothing where nobody says anything.
func setting(name string) (string, error) {
	value, err := store.Get(name)
	if err != nil {
		return "", fmt.Errorf("the setting %s: %w", name, err)
	}
	if value == nil {
		return "", nil
	}
	return *value, nil
}
