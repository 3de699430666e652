# /// expected
# group = "writing"
# levels = [0, 1, 2, 3]
# value = "done"
# fetch = ["log.txt", "pipe.txt", "folder.txt", "device.txt", "up.txt"]
# ///
"""The files that are fetched afterwards are links to secrets, a FIFO, a folder and a device."""

import os


def attack(hidden, **_):
    os.symlink(hidden, "log.txt")
    os.mkfifo("pipe.txt")
    os.mkdir("folder.txt")
    os.symlink("/dev/zero", "device.txt")
    os.mkdir("up")
    os.symlink("../../../../../../../etc/passwd", "up.txt")
    return "done"
