"""Answers by one of two applications, as the environment says."""

import os

import handler_asgi
import handler_wsgi


def handle(request, response_out):
    forms = {"asgi": handler_asgi, "wsgi": handler_wsgi}
    forms[os.environ.get("FORM", "wsgi")].handle(request, response_out)
