CREATE TABLE IF NOT EXISTS products (
  sku TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  category TEXT NOT NULL CHECK (category IN ('plants', 'pots', 'care', 'books')),
  summary TEXT NOT NULL,
  description TEXT NOT NULL,
  tags TEXT NOT NULL,
  price INTEGER NOT NULL CHECK (price > 0),
  tax TEXT NOT NULL CHECK (tax IN ('standard', 'reduced')),
  stock INTEGER NOT NULL CHECK (stock >= 0),
  most INTEGER CHECK (most > 0),
  pack INTEGER NOT NULL DEFAULT 1 CHECK (pack > 0),
  place INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS orders (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  attempt TEXT NOT NULL UNIQUE,
  day TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'refused')),
  buyer TEXT NOT NULL,
  quote TEXT NOT NULL,
  card TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS order_lines (
  order_id INTEGER NOT NULL REFERENCES orders (id),
  sku TEXT NOT NULL,
  name TEXT NOT NULL,
  price INTEGER NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (order_id, sku)
) STRICT;
