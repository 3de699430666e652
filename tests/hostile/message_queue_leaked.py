# /// expected
# group = "leftovers"
# value = true
# left_names = 1
#
# [L1]
# value = false
# left_names = 0
# ///
"""Leaves a POSIX message queue."""

import ctypes
import os


def attack(**_):
    library = ctypes.CDLL("librt.so.1", use_errno=True)
    name = f"/left-{os.urandom(4).hex()}".encode()
    return library.mq_open(name, os.O_CREAT | os.O_RDWR, ctypes.c_uint(0o600), None) >= 0
