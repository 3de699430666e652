# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "value"
# ///
"""A set."""


def attack(**_):
    return {1, 2}
