# /// expected
# group = "reading"
# denied = true
# ///
"""Takes the handle of a file and opens it past all path checks."""

import ctypes
import os

from trying import call, managed


def attack(**_):
    return managed(open_by_handle_at=by_handle)


def by_handle():
    handle = ctypes.create_string_buffer(136)
    ctypes.memmove(handle, (128).to_bytes(4, "little"), 4)
    mount = ctypes.c_int()
    call(303, 264, -100, ctypes.c_char_p(b"/etc"), handle, ctypes.byref(mount), 0)
    folder = os.open("/", os.O_RDONLY)
    call(304, 265, folder, handle, os.O_RDONLY)
