"""Epoll over a timer that is a descriptor."""

import ctypes
import select

from family import PAUSE, libc


def solve():
    class Times(ctypes.Structure):
        _fields_ = [("interval", ctypes.c_long * 2), ("value", ctypes.c_long * 2)]

    timer = libc.timerfd_create(1, 0)
    times = Times()
    times.value[0], times.value[1] = int(PAUSE), int(PAUSE % 1 * 1e9)
    libc.timerfd_settime(timer, 0, ctypes.byref(times), None)
    poll = select.epoll()
    poll.register(timer)
    poll.poll()
