"""Says hello and lets every other part say it too."""

from gen.imports import greet_part


def run() -> None:
    print("hello from Python")
    for part in [greet_part]:
        print(part.greet("world"))
