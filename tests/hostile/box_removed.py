# /// expected
# group = "writing"
# levels = [0, 1, 2, 3]
# value = "done"
# fetch = ["log.txt"]
# ///
"""Removes its own folder."""

import os
import shutil


def attack(**_):
    shutil.rmtree(os.getcwd(), ignore_errors=True)
    return "done"
