# /// expected
# group = "reading"
# levels = [0, 1, 2, 3]
# denied = true
#
# [L0]
# allowed = ["by_name", "listing", "through_links", "relative"]
# canary = true
# ///
"""Reads the hidden tests by their absolute name, through a link, and by climbing out of its folder."""

import os

from trying import managed, read


def attack(hidden, **_):
    os.symlink(hidden, "link")
    return managed(
        by_name=lambda: print(read(hidden)),
        listing=lambda: os.listdir(os.path.dirname(hidden)),
        through_links=lambda: print(read("link")),
        relative=lambda: print(read("../" * 20 + hidden.lstrip("/"))),
    )
