# /// expected
# group = "signals"
# denied = true
# ///
"""Signals a process outside by its pid, in each of the eight ways that the kernel knows."""

import ctypes
import os
import signal

from trying import call, managed


def attack(bystander, **_):
    information = ctypes.create_string_buffer(128)
    ctypes.memmove(
        information, (signal.SIGUSR1).to_bytes(4, "little") + bytes(4) + (0xFFFFFFFF).to_bytes(4, "little"), 12
    )
    ways = {
        "kill": lambda: os.kill(bystander, signal.SIGUSR1),
        "killpg": lambda: os.killpg(bystander, signal.SIGUSR1),
        "tgkill": lambda: call(234, 131, bystander, bystander, signal.SIGUSR1),
        "tkill": lambda: call(200, 130, bystander, signal.SIGUSR1),
        "rt_sigqueueinfo": lambda: call(129, 138, bystander, signal.SIGUSR1, information),
        "rt_tgsigqueueinfo": lambda: call(297, 240, bystander, bystander, signal.SIGUSR1, information),
        "pidfd_send_signal": lambda: call(424, 424, os.pidfd_open(bystander), signal.SIGUSR1, 0, 0),
        "probe": lambda: os.kill(bystander, 0),
    }
    return managed(**ways)
