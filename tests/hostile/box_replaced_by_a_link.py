# /// expected
# group = "writing"
# levels = [0, 1, 2, 3]
# ending = "EXITED"
# fetch = ["log.txt"]
# ///
"""Swaps folders in its own folder for links to a folder outside, while files are to be fetched and removed."""

import os


def attack(outside, **_):
    os.mkdir("sub")
    os.rename("sub", "old")
    os.symlink(outside, "sub")
    here = os.getcwd()
    try:
        os.rename(here, here + "-moved")
        os.symlink(outside, here)
    except OSError:
        return "not moved"
    return "moved"
