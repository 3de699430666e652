# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "value"
# ///
"""Bytes."""


def attack(**_):
    return b"bytes"
