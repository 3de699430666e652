# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "value"
# ///
"""An object that equals everything."""


class Right:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0


def attack(**_):
    return Right()
