# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "value"
# ///
"""A module, and a function."""

import os


def attack(**_):
    return [os, attack]
