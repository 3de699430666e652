# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "value"
# ///
"""A string of 64 MB."""


def attack(**_):
    return "x" * (64 << 20)
