# /// expected
# group = "work records"
# levels = [0, 1, 2, 3]
# workshop = true
# ending = ["EXITED", "TAMPERED", "TIMED_OUT"]
# limits = { wall_seconds = 1.0 }
# ///
"""Reads its own records away, so that the judge does not get them."""

import json
import os

import workshop


def attack(**_):
    path = json.loads(os.environ["WORKSHOP"])["records"]
    try:
        reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        workshop.work(1)
        os.read(reader, 4096)
    except OSError:
        return "not readable"
    return "done"
