# /// expected
# group = "signals"
# denied = true
# ///
"""Takes the controlling terminal and types into it: TIOCSTI, TIOCLINUX."""

import fcntl
import os
import termios

from trying import managed


def attack(**_):
    return managed(
        open_terminal=lambda: os.open("/dev/tty", os.O_RDWR),
        type_in=lambda: any_of(lambda descriptor: fcntl.ioctl(descriptor, termios.TIOCSTI, b"x")),
        paste=lambda: any_of(lambda descriptor: fcntl.ioctl(descriptor, termios.TIOCLINUX, b"\x03")),
        new_terminal=own_terminal,
    )


def own_terminal():
    _, terminal = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    fcntl.ioctl(terminal, termios.TIOCSTI, b"x")


def any_of(attempt):
    for descriptor in range(3):
        try:
            return attempt(descriptor)
        except OSError:
            continue
    raise OSError("none")
