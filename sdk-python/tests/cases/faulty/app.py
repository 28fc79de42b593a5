from gen.exports import api


class Api(api.Api):
    def two(self, a: int) -> int:
        return a


class Thing(api.Thing):
    def __init__(self) -> None:
        pass
