# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# ending = "SIGNALLED"
# signal = "SIGSEGV"
# ///
"""Runs over the end of the C stack."""

import ctypes
import sys
import threading


def attack(**_):
    sys.setrecursionlimit(10**9)
    callback_type = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)

    @callback_type
    def down(depth):
        return down(depth + 1)

    threading.stack_size(256 * 1024)
    thread = threading.Thread(target=down, args=(0,))
    thread.start()
    thread.join()
