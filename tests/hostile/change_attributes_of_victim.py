# /// expected
# group = "writing"
# denied = true
# ///
"""Changes mode, owner, times and extended attributes of a file outside: none of this is a write to a path-based guard."""

import os

from trying import managed


def attack(victim, outside, **_):
    return managed(
        chmod=lambda: os.chmod(victim, 0o777),
        chown=lambda: os.chown(victim, os.getuid(), os.getgid()),
        utime=lambda: os.utime(victim, (0, 0)),
        xattr=lambda: os.setxattr(victim, "user.owned", b"1"),
        folder_chmod=lambda: os.chmod(outside, 0),
    )
