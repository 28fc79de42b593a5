"""Packages from the index, each with a small example."""

import importlib
import importlib.metadata
import importlib.resources
import io
import json
import pkgutil
import sys
from collections.abc import Callable

import attrs
import flask
import jinja2
import requests
import rich.console
import rich.table
import yaml
from parts import from_parts
from gen.exports import checks

web = flask.Flask(__name__)


@web.get("/greet/<name>")
def greet(name: str) -> dict[str, str]:
    return {"greeting": f"hello, {name}", "mood": flask.request.args["mood"]}


@attrs.define
class Point:
    x: int = attrs.field(validator=attrs.validators.instance_of(int))
    y: int = 2


def with_attrs() -> str:
    try:
        return str(Point("1"))  # type: ignore[arg-type]
    except TypeError:
        return str(attrs.asdict(Point(1)))


def with_flask() -> str:
    answer = web.test_client().get("/greet/you?mood=good")
    return f"{answer.status_code} {json.dumps(answer.json)}"


def with_jinja2() -> str:
    text = "{% for n in names %}{{ n | upper | e }};{% endfor %}"
    return jinja2.Environment(autoescape=True).from_string(text).render(names=["<a>"])


def with_yaml() -> str:
    return f"{yaml.safe_load('a: [1, 2.5, yes]')} {yaml.dump({'b': None}).strip()} {yaml.__with_libyaml__}"


def with_rich() -> str:
    out = io.StringIO()
    table = rich.table.Table("n", "name")
    table.add_row("1", "[b]one[/b]")
    rich.console.Console(file=out, width=30, color_system=None).print(table)
    return out.getvalue().splitlines()[3].strip()


def with_requests() -> str:
    asked = requests.Request("GET", "http://host/p", params={"a": "b c"}).prepare()
    return f"{asked.method} {asked.url}"


def late() -> str:
    """Imported at run time only."""
    name = "legacy-cgi".removeprefix("legacy-")
    return importlib.import_module(name).__name__


def metadata() -> str:
    lines = [
        importlib.metadata.version("Flask"),
        importlib.metadata.version("legacy_cgi")[:1],
    ]
    lines += [
        entry.value
        for entry in importlib.metadata.entry_points(
            group="console_scripts", name="flask"
        )
    ]
    lines.append(str(importlib.metadata.metadata("attrs")["Name"]))
    lines.append(
        str("colorama" in {dist.name for dist in importlib.metadata.distributions()})
    )
    return " ".join(lines)


def data() -> str:
    """Files beside modules, of a package that is loaded while building and of one that is not."""
    import zoneinfo

    loaded = pkgutil.get_data("certifi", "cacert.pem") or b""
    same = importlib.resources.files("certifi").joinpath("cacert.pem").read_bytes()
    zone = zoneinfo.ZoneInfo("Europe/Berlin")
    assert from_parts
    own = importlib.resources.files("parts").joinpath("greeting.txt").read_text()
    names = [entry.name for entry in importlib.resources.files("parts").iterdir()]
    return f"{loaded == same != b''} {zone.key} {own.strip()} {names}"


def environment() -> str:
    from packaging.markers import default_environment

    return json.dumps(default_environment())


EXAMPLES: dict[str, Callable[[], str]] = {
    "attrs": with_attrs,
    "flask": with_flask,
    "jinja2": with_jinja2,
    "pyyaml": with_yaml,
    "rich": with_rich,
    "requests": with_requests,
    "late": late,
    "metadata": metadata,
    "data": data,
    "environment": environment,
}


class Checks(checks.Checks):
    def example(self, name: str) -> str:
        return EXAMPLES[name]()

    def lacking(self) -> list[str]:
        lacking = []
        sys.stdout = io.StringIO()  # `this` has something to say
        for name in sorted(sys.stdlib_module_names - {"antigravity"}):
            try:
                importlib.import_module(name)
            except ImportError as error:
                lacking.append(f"{name}: {error}")
        return lacking
