# /// expected
# group = "limits"
# limits = { memory_mib = 128 }
# ending = ["EXITED", "MEMORY_LIMIT"]
# denied = true
# ///
"""Fills System V segments of 16 MiB and detaches each, so that no process seems to hold them."""

import ctypes

from trying import call, kernel, managed


def attack(**_):
    return managed(hidden_memory=fill)


def fill():
    for _ in range(32):
        segment = call(29, 194, 0, 16 << 20, 0o1600)
        kernel.shmat.restype = ctypes.c_void_p
        address = kernel.shmat(segment, None, 0)
        if address in (None, 2**64 - 1):
            raise OSError
        ctypes.memset(address, 1, 16 << 20)
        kernel.shmdt(ctypes.c_void_p(address))
