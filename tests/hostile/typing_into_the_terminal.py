# /// expected
# group = "signals"
# denied = true
# ///
"""Takes the controlling terminal and types into it: TIOCSTI, TIOCLINUX."""

import ctypes
import fcntl
import os
import termios

from trying import kernel, managed


def attack(**_):
    return managed(
        open_terminal=lambda: os.open("/dev/tty", os.O_RDWR),
        type_in=lambda: reaches_the_device(termios.TIOCSTI),
        paste=lambda: reaches_the_device(termios.TIOCLINUX),
        new_terminal=own_terminal,
    )


def own_terminal():
    _, terminal = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    fcntl.ioctl(terminal, termios.TIOCSTI, b"x")


def reaches_the_device(request):
    """Standard input is no terminal here, and says so; a filter that knows the request says something else."""
    ctypes.set_errno(0)
    if kernel.ioctl(0, ctypes.c_ulong(request), b"x") < 0 and ctypes.get_errno() == 1:
        raise PermissionError
