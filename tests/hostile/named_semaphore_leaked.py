# /// expected
# group = "leftovers"
# value = "done"
# left_names = 1
# ///
"""Opens a named semaphore with sem_open and leaves it."""

import ctypes
import os


def attack(**_):
    library = ctypes.CDLL("libpthread.so.0", use_errno=True)
    library.sem_open.restype = ctypes.c_void_p
    semaphore = library.sem_open(
        f"/left-{os.urandom(4).hex()}".encode(), os.O_CREAT, ctypes.c_uint(0o600), ctypes.c_uint(1)
    )
    return "done" if semaphore else os.strerror(ctypes.get_errno())
