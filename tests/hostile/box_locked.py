# /// expected
# group = "writing"
# levels = [0, 1, 2, 3]
# value = "done"
# fetch = ["inner/log.txt"]
# ///
"""Takes all permissions away from its folder and from folders in it."""

import os


def attack(**_):
    os.makedirs("inner/deeper")
    open("inner/log.txt", "w").close()
    for place in ("inner/deeper", "inner", "."):
        folder = os.open(place, os.O_RDONLY)
        os.fchmod(folder, 0)
        os.close(folder)
    return "done"
