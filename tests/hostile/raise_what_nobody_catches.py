# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "raised"
# ///
"""Raises a BaseException of its own."""


class Escape(BaseException):
    pass


def attack(**_):
    raise Escape("out")
