# /// expected
# group = "work records"
# levels = [0, 1, 2, 3]
# workshop = true
# ending = ["EXITED", "TAMPERED"]
# ///
"""Removes the channel on which work is recorded, and puts a file in its place."""

import json
import os

import workshop


def attack(**_):
    path = json.loads(os.environ["WORKSHOP"])["records"]
    try:
        os.unlink(path)
        open(path, "w").close()
    except OSError:
        return "kept"
    workshop.work(1)
    return "removed"
