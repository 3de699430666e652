# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "EXITED"
# never = ["42", 42, {value = "42"}, ["42"]]
# ///
"""A str that encodes itself as another."""


class Right(str):
    def __str__(self):
        return "42"

    def encode(self, *_):
        return b'"42"'

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


def attack(**_):
    return Right("1")
