package main

import (
	"errors"
	"fmt"
	"strings"

	"component/app/gen/exports/demo/state/steps"
	"component/app/gen/exports/demo/state/surroundings"
	config "component/app/gen/wasi/config/store"
	"component/app/gen/wasi/keyvalue/atomics"
	keyvalue "component/app/gen/wasi/keyvalue/store"
	"component/app/gen/witloom/sql/database"
	"component/app/gen/witloom/sql/types"
)

type service struct{}

func (service) Run(step string) string {
	said, err := run(step)
	var failed types.Error
	switch {
	case errors.As(err, &failed):
		return failed.Kind.String()
	case err == keyvalue.ErrorNoSuchStore{}:
		return "no-such-store"
	case err != nil:
		return err.Error()
	}
	return said
}

func run(step string) (string, error) {
	switch step {
	case "visit", "keep":
		bucket, err := keyvalue.Open("sessions")
		if err != nil {
			return "", err
		}
		defer bucket.Close()
		if step == "visit" {
			visits, err := atomics.Increment(bucket, "visits", 1)
			return fmt.Sprint(visits), err
		}
		return keep(bucket)
	case "other":
		_, err := keyvalue.Open("other")
		return "", err
	case "config":
		return settings()
	}
	db, err := database.Open("shop")
	if err != nil {
		return "", err
	}
	defer db.Close()
	return query(db, step)
}

func keep(bucket *keyvalue.Bucket) (string, error) {
	if err := bucket.Set("greeting", []byte("hello")); err != nil {
		return "", err
	}
	value, err := bucket.Get("greeting")
	if err != nil {
		return "", err
	}
	if err := bucket.Delete("greeting"); err != nil {
		return "", err
	}
	exists, err := bucket.Exists("greeting")
	return fmt.Sprint(string(*value), " ", exists), err
}

func settings() (string, error) {
	greeting, err := config.Get("greeting")
	if err != nil {
		return "", err
	}
	key, err := config.Get("key")
	if err != nil {
		return "", err
	}
	all, err := config.GetAll()
	return fmt.Sprint(*greeting, " ", *key, " ", len(all)), err
}

func query(db *database.Connection, step string) (string, error) {
	table, err := config.Get("table")
	if err != nil {
		return "", err
	}
	switch step {
	case "items":
		if err := db.Script(*table + "DELETE FROM items;"); err != nil {
			return "", err
		}
		if err := insert(db, "tea", 2.5); err != nil {
			return "", err
		}
		if err := insert(db, "x'); DROP TABLE items; --", 3); err != nil {
			return "", err
		}
		return rows(db, "SELECT name, price, data FROM items ORDER BY name")
	case "twice":
		return "", errors.Join(db.Script(*table), insert(db, "tea", 2.5), insert(db, "tea", 2.5))
	case "syntax":
		_, err := db.Execute("SELEC 1", nil)
		return "", err
	case "half":
		sale, err := db.Begin()
		if err != nil {
			return "", err
		}
		if _, err := sale.Execute("DELETE FROM items", nil); err != nil {
			return "", err
		}
		panic("out of order")
	case "count":
		return rows(db, "SELECT count(*) AS n FROM items")
	default:
		return many(db)
	}
}

func insert(db *database.Connection, name string, price float64) error {
	sale, err := db.Begin()
	if err != nil {
		return err
	}
	defer sale.Close()
	values := []types.Value{
		types.ValueText{Value: name}, types.ValueFloat{Value: price}, types.ValueBlob{Value: []byte{0, 255}},
	}
	if _, err := sale.Execute("INSERT INTO items VALUES ($1, $2, $3)", values); err != nil {
		return err
	}
	return sale.Commit()
}

func rows(db *database.Connection, statement string) (string, error) {
	found, err := db.Query(statement, nil)
	if err != nil {
		return "", err
	}
	defer found.Close()
	lines := []string{strings.Join(found.Columns(), ",")}
	for {
		batch, err := found.Next(1)
		if err != nil || len(batch) == 0 {
			return strings.Join(lines, "|"), err
		}
		for _, row := range batch {
			var cells []string
			for _, value := range row {
				cells = append(cells, text(value))
			}
			lines = append(lines, strings.Join(cells, ","))
		}
	}
}

func text(value types.Value) string {
	switch value := value.(type) {
	case types.ValueInteger:
		return fmt.Sprint(value.Value)
	case types.ValueFloat:
		return fmt.Sprintf("%.2f", value.Value)
	case types.ValueText:
		return value.Value
	case types.ValueBlob:
		return fmt.Sprintf("%x", value.Value)
	default:
		return "?"
	}
}

func many(db *database.Connection) (string, error) {
	found, err := db.Query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n",
		[]types.Value{types.ValueInteger{Value: 100000}})
	if err != nil {
		return "", err
	}
	defer found.Close()
	count, sum := 0, int64(0)
	for {
		batch, err := found.Next(1000)
		if err != nil || len(batch) == 0 {
			return fmt.Sprint(count, " ", sum), err
		}
		for _, row := range batch {
			count++
			sum += row[0].(types.ValueInteger).Value
		}
	}
}

func (service) Tell(what string) []string { return tell(what) }

func init() {
	steps.Export(service{})
	surroundings.Export(service{})
}

func main() {}
