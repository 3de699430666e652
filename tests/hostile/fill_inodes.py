# /// expected
# group = "limits"
# limits = { inodes = 512 }
# ending = ["EXITED", "DISK_LIMIT"]
# denied = true
# ///
"""Makes 10,000 empty files in its own folder."""

from pathlib import Path

from trying import managed


def attack(**_):
    return managed(ten_thousand=fill)


def fill():
    for number in range(10_000):
        Path(f"{number}").touch()
