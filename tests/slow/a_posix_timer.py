"""A POSIX timer."""

import ctypes
import os
import signal

from family import PAUSE, handle, libc


def solve():
    class Event(ctypes.Structure):
        _fields_ = [("value", ctypes.c_void_p), ("signal", ctypes.c_int), ("how", ctypes.c_int)]
        _fields_ += [("rest", ctypes.c_long * 6)]

    class Times(ctypes.Structure):
        _fields_ = [("interval", ctypes.c_long * 2), ("value", ctypes.c_long * 2)]

    signal.signal(signal.SIGUSR1, handle)
    timer, event = ctypes.c_void_p(), Event(0, signal.SIGUSR1, 0)
    rt = ctypes.CDLL("librt.so.1") if not hasattr(libc, "timer_create") else libc
    assert rt.timer_create(1, ctypes.byref(event), ctypes.byref(timer)) == 0
    times = Times()
    times.value[0], times.value[1] = int(PAUSE), int(PAUSE % 1 * 1e9)
    assert rt.timer_settime(timer, 0, ctypes.byref(times), None) == 0
    read, _ = os.pipe()
    libc.read(read, ctypes.create_string_buffer(1), 1)
