# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "EXITED"
# never = ["42", 42, {value = "42"}, ["42"]]
# ///
"""An int whose repr says something else: it must not be read as that."""


class Right(int):
    def __repr__(self):
        return "42"

    __str__ = __repr__
    __eq__ = lambda self, other: True
    __hash__ = int.__hash__


def attack(**_):
    return Right(1)
