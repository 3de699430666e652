# /// expected
# group = "work records"
# levels = [0, 1, 2, 3]
# workshop = true
# ending = "EXITED"
# ///
"""Rewrites the environment variable by which the workshop knows what to do."""

import os

import workshop


def attack(**_):
    os.environ["WORKSHOP"] = "[[[ not JSON"
    try:
        return workshop.work(3)
    except Exception:
        return "raised"
