# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "raised"
# failure_type = "SystemExit"
# ///
"""Calls sys.exit(0) in the middle of the function."""

import sys


def attack(**_):
    sys.exit(0)
