# /// expected
# group = "kernel"
# denied = true
# ///
"""Moves itself into another control group, and makes one."""

import glob
import os

from trying import managed, put


def attack(**_):
    groups = [*glob.glob("/sys/fs/cgroup/cgroup.procs"), *glob.glob("/sys/fs/cgroup/*/cgroup.procs")]
    return managed(
        move=lambda: any_of(groups, lambda path: put(path, str(os.getpid()))),
        make=lambda: any_of(groups, lambda path: os.mkdir(os.path.dirname(path) + "/mine")),
    )


def any_of(paths, attempt):
    for path in paths:
        try:
            return attempt(path)
        except OSError:
            continue
    raise OSError("none")
