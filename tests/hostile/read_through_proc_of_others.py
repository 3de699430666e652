# /// expected
# group = "reading"
# denied = true
#
# [L1]
# allowed = ["numbers_of_descriptors"]  # declared as missing: the machine's /proc is shared
# ///
"""Goes through /proc/PID/root, cwd, fd and map_files of every process above it, and of process 1."""

import os

from trying import ancestors, managed


def attack(hidden, bystander, **_):
    others = [*ancestors(), 1, bystander]
    return managed(
        root=lambda: any_of(others, lambda pid: print(open(f"/proc/{pid}/root{hidden}").read())),
        cwd=lambda: any_of(others, lambda pid: os.listdir(f"/proc/{pid}/cwd/.")),
        descriptors=lambda: any_of(others, lambda pid: os.readlink(f"/proc/{pid}/fd/0")),
        numbers_of_descriptors=lambda: any_of(others, lambda pid: os.listdir(f"/proc/{pid}/fd")),
        mappings=lambda: any_of(others, lambda pid: os.listdir(f"/proc/{pid}/map_files")),
    )


def any_of(pids, attempt):
    for pid in pids:
        try:
            return attempt(pid)
        except OSError:
            continue
    raise OSError("none")
