# /// expected
# group = "limits"
# limits = { disk_mib = 8, memory_mib = 128 }
# ending = ["EXITED", "DISK_LIMIT", "MEMORY_LIMIT", "SIGNALLED"]
# denied = true
# ///
"""Writes half a gigabyte into files that have no name any more, so that no listing of the folder shows them."""

import tempfile

from trying import managed


def attack(**_):
    return managed(half_a_gigabyte=fill)


def fill():
    held = []
    for _ in range(128):
        held.append(tempfile.TemporaryFile(dir="."))  # noqa: SIM115
        held[-1].write(b"x" * (4 << 20))
        held[-1].flush()
