"""Resolves and installs packages for the Python inside of a component; the only argument is the job's file.

pip runs as it is, with two answers changed. Markers are evaluated for the component's Python
and not for the one that runs pip, and wheels for a platform are taken where a package has none
for every platform: many packages can do without their native parts, and what can't is refused
by name when it is imported. Which wheels those are does not depend on the machine.
"""

import json
import os
import sys

MANYLINUX = [f"manylinux_2_{minor}_x86_64" for minor in range(40, 4, -1)]
LEGACY = ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"]


def change_markers(environment: dict[str, str]) -> None:
    """Makes pip evaluate markers for the component's Python."""
    from pip._vendor.packaging import markers

    markers.default_environment = lambda: dict(environment)


def change_tags(version: str) -> None:
    """Makes pip take wheels for every platform first, and then those for one platform."""
    from pip._internal.models import target_python
    from pip._vendor.packaging.tags import cpython_tags

    pure = target_python.get_supported

    def supported(**wanted: object) -> list:
        major, minor = version.split(".")[:2]
        release = (int(major), int(minor))
        abi = f"cp{major}{minor}"
        platforms = [*MANYLINUX, *LEGACY]
        native = cpython_tags(python_version=release, abis=[abi], platforms=platforms)
        return [*pure(**wanted), *native]

    target_python.get_supported = supported


def main() -> int:
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    # Settings of the user's that are about environments of the machine.
    os.environ.update(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0")
    sys.path.insert(0, job["pip"])
    change_markers(job["environment"])
    change_tags(job["environment"]["python_version"])
    from pip._internal.cli.main import main as pip

    target = ["--python-version", job["environment"]["python_version"]]
    target += ["--implementation", "cp", "--abi", "none", "--platform", "any"]
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-color"]
    quiet += ["--root-user-action", "ignore"]
    patience = ["--retries", "2", "--timeout", "20"]
    wheels = ["--only-binary", ":all:", "--ignore-installed", "--no-warn-conflicts"]
    return pip(["install", *quiet, *patience, *target, *wheels, *job["arguments"]])


if __name__ == "__main__":
    sys.exit(main())
