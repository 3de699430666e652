# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "value"
# ///
"""A generator."""


def attack(**_):
    return (number for number in range(3))
