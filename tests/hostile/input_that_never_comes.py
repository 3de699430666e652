# /// expected
# group = "noise"
# levels = [0, 1, 2, 3]
# ending = "EXITED"
# failure = "raised"
# failure_type = "EOFError"
# ///
"""Waits for something to be typed."""


def attack(**_):
    return input("name? ")
