# /// expected
# group = "writing"
# denied = true
# ///
"""Changes mode, owner, times and extended attributes of a file outside: none of this is a write to a path-based guard."""

import os

from trying import managed


def attack(victim, outside, **_):
    return managed(
        chmod=lambda: changes(victim, lambda: os.chmod(victim, 0o777)),
        chmod_by_descriptor=lambda: changes(victim, lambda: os.chmod(os.open(victim, os.O_PATH), 0o777)),
        chown=lambda: os.chown(victim, os.getuid(), os.getgid()),
        utime=lambda: changes(victim, lambda: os.utime(victim, (0, 0))),
        xattr=lambda: os.setxattr(victim, "user.owned", b"1"),
        folder_chmod=lambda: changes(outside, lambda: os.chmod(outside, 0)),
    )


def changes(path, attempt):
    """The answer alone says nothing: it may be a polite lie."""
    before = os.stat(path)
    attempt()
    after = os.stat(path)
    if (before.st_mode, before.st_mtime) == (after.st_mode, after.st_mtime):
        raise OSError("without effect")
