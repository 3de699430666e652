# /// expected
# group = "signals"
# ending = "EXITED"
# ///
"""fcntl(F_SETOWN), F_SETOWN_EX and F_SETSIG: the kernel itself sends the signal when the pipe has data."""

import contextlib
import fcntl
import os
import signal
import socket
import struct
import time

from trying import ancestors


def attack(bystander, **_):
    for pid in (bystander, -bystander, *ancestors()):
        for number in (signal.SIGUSR1, signal.SIGIO):
            for one, other in (socket.socketpair(), os.pipe()):
                with contextlib.suppress(OSError):
                    own(one, other, pid, number)
    time.sleep(0.05)
    return "done"


def own(one, other, pid, number):
    fcntl.fcntl(one, 10, number)
    with contextlib.suppress(OSError):
        fcntl.fcntl(one, 15, struct.pack("ii", 1, pid))
    fcntl.fcntl(one, fcntl.F_SETOWN, pid)
    fcntl.fcntl(one, fcntl.F_SETFL, fcntl.fcntl(one, fcntl.F_GETFL) | os.O_ASYNC)
    os.write(other if isinstance(other, int) else other.fileno(), b"x")
