# frozen_string_literal: true

require_relative "surroundings"

module Exports::Surroundings
  def self.tell(what) = ::Surroundings.tell(what)
end

module Exports::Steps
  Value = Imports::Types::Value
  Store = Imports::WasiKeyvalueStore
  MANY = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n"

  def self.run(step)
    act(step)
  rescue Witloom::ResultError => e
    case e.value
    when Imports::Types::Error then e.value.kind.to_s
    when Store::Error::NoSuchStore then "no-such-store"
    else e.value.inspect
    end
  end

  def self.act(step)
    case step
    when "visit" then Imports::Atomics.increment(Store.open("sessions"), "visits", 1).to_s
    when "keep"
      bucket = Store.open("sessions")
      bucket.set("greeting", "hello".b)
      value = bucket.get("greeting")
      bucket.delete("greeting")
      "#{value} #{bucket.exists("greeting")}"
    when "other" then Store.open("other").to_s
    when "config"
      config = Imports::WasiConfigStore
      "#{config.get("greeting")} #{config.get("key")} #{config.get_all.size}"
    else
      db = Imports::Database.open("shop")
      begin
        query(db, step)
      ensure
        db.close
      end
    end
  end

  def self.table = Imports::WasiConfigStore.get("table")

  def self.query(db, step)
    case step
    when "items"
      db.script("#{table}DELETE FROM items;")
      insert(db, "tea", 2.5)
      insert(db, "x'); DROP TABLE items; --", 3.0)
      rows(db, "SELECT name, price, data FROM items ORDER BY name")
    when "twice"
      db.script(table)
      2.times { insert(db, "tea", 2.5) }
      "inserted"
    when "syntax" then db.execute("SELEC 1", []).to_s
    when "half"
      sale = db.begin
      sale.execute("DELETE FROM items", [])
      raise "out of order"
    when "count" then rows(db, "SELECT count(*) AS n FROM items")
    else many(db)
    end
  end

  def self.insert(db, name, price)
    sale = db.begin
    values = [Value::Text.new(name), Value::Float.new(price), Value::Blob.new("\x00\xFF".b)]
    sale.execute("INSERT INTO items VALUES ($1, $2, $3)", values)
    sale.commit
  ensure
    sale&.close
  end

  def self.rows(db, statement)
    found = db.query(statement, [])
    lines = [found.columns.join(",")]
    until (batch = found.next(1)).empty?
      lines.concat(batch.map { |row| row.map { |value| text(value) }.join(",") })
    end
    lines.join("|")
  end

  def self.text(value)
    case value
    in Value::Integer(number) then number.to_s
    in Value::Float(number) then format("%.2f", number)
    in Value::Text(words) then words
    in Value::Blob(data) then data.unpack1("H*")
    end
  end

  def self.many(db)
    found = db.query(MANY, [Value::Integer.new(100_000)])
    count = sum = 0
    until (batch = found.next(1000)).empty?
      batch.each do |(value)|
        count += 1
        sum += value.value
      end
    end
    "#{count} #{sum}"
  end
end
