"""Implements whatever the bindings ask for; nothing of it is ever called."""

from gen import _world


def nothing(*args):
    raise NotImplementedError


def implement(base):
    methods = dict.fromkeys(base.__abstractmethods__, nothing)
    globals()[f"My{base.__module__}{base.__name__}"] = type(
        base.__name__, (base,), methods
    )


for interface in _world.interfaces():
    implement(interface.base)
for resource in _world.resources():
    implement(resource.base)
