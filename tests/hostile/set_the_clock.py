# /// expected
# group = "kernel"
# denied = true
# ///
"""Sets the machine's clock to what it already shows, its name to another, and its kernel parameters."""

import ctypes
import socket
import time

from trying import call, managed


def attack(**_):
    now = (ctypes.c_long * 2)(int(time.time()), 0)
    return managed(
        clock_settime=lambda: call(227, 112, 0, now),
        settimeofday=lambda: call(164, 170, now, 0),
        adjtimex=lambda: call(159, 171, (ctypes.c_long * 64)(1)),
        hostname=lambda: socket.sethostname(socket.gethostname()),
        domain=lambda: call(171, 162, b"x", 1),
        sysctl=lambda: rewrite("/proc/sys/kernel/pid_max"),
        sysrq=lambda: open("/proc/sysrq-trigger", "w").close(),
    )


def rewrite(path):
    with open(path, "r+") as file:
        file.write(file.read())
