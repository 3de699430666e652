# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "raised"
# ///
"""Raises KeyboardInterrupt."""


def attack(**_):
    raise KeyboardInterrupt
