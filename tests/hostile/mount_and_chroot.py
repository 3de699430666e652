# /// expected
# group = "kernel"
# denied = true
# ///
"""Mounts with the old calls and the new ones, changes its root, turns swap on."""

import os

from trying import call, managed, reach


def attack(**_):
    os.makedirs("here", exist_ok=True)
    return managed(
        mount=lambda: reach(165, 40, b"none", b"here", b"tmpfs", 0, 0),
        remount=lambda: reach(165, 40, b"none", b"/", b"", 32 | 4096, 0),
        umount=lambda: reach(166, 39, b"/proc", 2),
        open_tree=lambda: call(428, 428, -100, b"/", 1),
        fsopen=lambda: call(430, 430, b"tmpfs", 0),
        mount_setattr=lambda: reach(442, 442, -100, b"/", 0, bytes(32), 32),
        move_mount=lambda: reach(429, 429, -1, b"", -100, b"here", 4),
        pivot_root=lambda: reach(155, 41, b"here", b"here"),
        chroot=lambda: os.chroot("here"),
        swapon=lambda: reach(167, 224, b"here", 0),
    )
