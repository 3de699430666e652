# /// expected
# group = "signals"
# ending = "EXITED"
# ///
"""Changes the priority of everything that belongs to its user: the bystander's must stay."""

import contextlib
import os

from trying import call


def attack(**_):
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_USER, 0, 19)
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_USER, os.getuid(), 19)
    with contextlib.suppress(OSError):
        call(251, 30, 3, os.getuid(), 3 << 13)
    return "done"
