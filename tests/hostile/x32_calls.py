# /// expected
# group = "kernel"
# ending = ["EXITED", "SIGNALLED"]
# denied = true
# machine = "x86_64"
# ///
"""Adds the x32 bit to the numbers of forbidden calls."""

from trying import managed, reach

X32 = 0x40000000


def attack(**_):
    return managed(
        unshare=lambda: reach(X32 | 272, 0, 1 << 28),
        ptrace=lambda: reach(X32 | 521, 0, 0, 0, 0, 0),
        mount=lambda: reach(X32 | 165, 0, b"none", b".", b"tmpfs", 0, 0),
        socket=lambda: reach(X32 | 41, 0, 40, 1, 0),
    )
