# /// expected
# group = "kernel"
# denied = true
# ///
"""Runs programs that are root's by their setuid bit, and makes itself root in other ways."""

import os
import subprocess

from trying import managed


def attack(**_):
    return managed(
        becomes_root=lambda: become(os.setuid, 0),
        becomes_root_group=lambda: become(os.setgid, 0),
        other_user=lambda: become(os.setuid, 12345),
        groups=lambda: become(os.setgroups, [0]),
        su=lambda: run(["su", "-c", "id"]),
        mount=lambda: run(["mount", "-t", "tmpfs", "none", "."]),
        passwd=lambda: run(["passwd", "-S", "root"]),
        sudo=lambda: run(["sudo", "-n", "id"]),
        own_setuid_copy=own_copy,
        no_new_privileges_missing=lambda: no_new_privileges(),
    )


def become(change, to):
    pid = os.fork()
    if pid == 0:
        try:
            change(to)
        except OSError:
            os._exit(1)
        os._exit(0)
    if os.waitpid(pid, 0)[1]:
        raise OSError("refused")


def run(command):
    subprocess.run(command, check=True, timeout=2, stdin=subprocess.DEVNULL, capture_output=True)


def own_copy():
    with open("/bin/sh", "rb") as program, open("shell", "wb") as copy:
        copy.write(program.read())
    os.chmod("shell", 0o6755)
    os.chown("shell", 0, 0)


def no_new_privileges():
    with open("/proc/self/status") as status:
        if "NoNewPrivs:\t1" in status.read():
            raise OSError("as it should be")
