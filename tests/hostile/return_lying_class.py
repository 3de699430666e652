# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "value"
# ///
"""An object that says it is a list."""


class Right:
    __class__ = property(lambda self: list)

    def __eq__(self, other):
        return True

    def __iter__(self):
        return iter([1])

    def __len__(self):
        return 1

    __hash__ = None


def attack(**_):
    return Right()
