"""Says hello."""


def run() -> None:
    print("hello from Python")
