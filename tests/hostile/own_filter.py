# /// expected
# group = "kernel"
# ending = ["EXITED", "SIGNALLED"]
# ///
"""Installs a system call filter of its own that refuses what the driver will need: exit_group."""

import ctypes
import struct

from trying import call


def attack(**_):
    instructions = [(0x20, 0, 0, 0), (0x15, 0, 1, 231), (0x06, 0, 0, 0x50001), (0x06, 0, 0, 0x7FFF0000)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in instructions))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(instructions), ctypes.addressof(code)))
    call(317, 277, 1, 0, program)
    return "done"
