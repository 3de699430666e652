# /// expected
# group = "limits"
# limits = { wall_seconds = 1.0 }
# ending = ["DEADLOCKED", "TIMED_OUT"]
# within_seconds = 2.0
# ///
"""Waits for itself, and forbids others to look into it."""

import ctypes
import os

PR_SET_DUMPABLE = 4


def attack(**_):
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    read, _ = os.pipe()
    os.read(read, 1)
