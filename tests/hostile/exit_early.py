# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "EXITED"
# exit_code = 0
# no_value = true
# ///
"""Leaves with os._exit(0) before anything was answered."""

import os


def attack(**_):
    os._exit(0)
