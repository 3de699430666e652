# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# limits = { descriptors = 128 }
# ending = "EXITED"
# value = true
# ///
"""Opens as many descriptors as it can: the limit holds, and raising it does not help."""

import contextlib
import os
import resource


def attack(**_):
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (100_000, 100_000))
    opened = []
    with contextlib.suppress(OSError):
        while len(opened) < 5000:
            opened.append(os.open("/dev/null", os.O_RDONLY))
    for descriptor in opened:
        os.close(descriptor)
    return len(opened) <= 128
