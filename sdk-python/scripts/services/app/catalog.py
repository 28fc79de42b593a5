"""A list of items, by Flask."""

from __future__ import annotations

from flask import Flask, Response, jsonify

app = Flask(__name__)


@app.get("/items")
def items() -> Response:
    """Answers with what is for sale."""
    return jsonify(
        [
            {
                "sku": f"sku-{n}",
                "name": f"thing number {n}",
                "price": n * 100,
                "stock": n % 2 == 0,
            }
            for n in range(15)
        ]
    )
