# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "raised"
# ///
"""Raises an exception whose text raises another."""


class Unprintable(Exception):
    def __str__(self):
        raise self

    __repr__ = __str__


def attack(**_):
    raise Unprintable
