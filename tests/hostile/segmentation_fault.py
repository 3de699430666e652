# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "SIGNALLED"
# signal = "SIGSEGV"
# no_value = true
# ///
"""Reads address zero."""

import ctypes


def attack(**_):
    ctypes.string_at(0)
