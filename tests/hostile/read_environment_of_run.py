# /// expected
# group = "reading"
# levels = [0, 1, 2, 3]
# denied = true
# ///
"""Looks for tokens that the caller had in its environment."""

import os

from trying import managed


def attack(**_):
    print(dict(os.environ))
    return managed(token=lambda: os.environ["GRADER_TOKEN"], path_like=lambda: os.environ["PYTHONPATH"])
