# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = ["EXITED", "TAMPERED", "SIGNALLED"]
# at_most_returns = 1
# ///
"""Empties builtins and sys.modules, and makes every import fail."""

import builtins
import sys


def attack(**_):
    sys.modules.clear()
    sys.meta_path[:] = []
    for name in (
        "isinstance",
        "type",
        "len",
        "str",
        "print",
        "open",
        "__import__",
        "Exception",
        "BaseException",
        "OSError",
    ):
        setattr(builtins, name, None)
    return "honest"
