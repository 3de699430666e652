# /// expected
# group = "limits"
# limits = { disk_mib = 8, memory_mib = 128 }
# ending = ["EXITED", "DISK_LIMIT", "MEMORY_LIMIT", "SIGNALLED"]
# denied = true
# ///
"""Writes files of 4 MiB into the temporary folder until 512 MiB are there."""

import tempfile

from trying import managed


def attack(**_):
    return managed(half_a_gigabyte=fill)


def fill():
    for _ in range(128):
        with tempfile.NamedTemporaryFile(dir=tempfile.gettempdir(), delete=False) as file:
            file.write(b"x" * (4 << 20))
