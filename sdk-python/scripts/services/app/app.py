"""The catalog as a component."""

from catalog import app
from gen import wsgi

handle = wsgi.handler(app)
