# /// expected
# group = "reading"
# levels = [0, 1, 2, 3]
# denied = true
#
# [L0]
# allowed = ["by_name", "listing"]
# canary = true
# ///
"""Reads what another student handed in, and looks for the folders of other runs."""

import os

from trying import managed, read


def attack(submission, **_):
    return managed(
        by_name=lambda: print(read(submission)),
        listing=lambda: os.listdir(os.path.dirname(submission)),
        other_boxes=other_boxes,
    )


def other_boxes():
    here = os.path.realpath(".")
    above = os.path.dirname(here)
    others = [name for name in os.listdir(above) if os.path.exists(os.path.join(above, name, "attack.py"))]
    for name in set(others) - {os.path.basename(here)}:
        print(read(os.path.join(above, name, "attack.py")))
        return
    raise OSError("none")
