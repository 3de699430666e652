# /// expected
# group = "reading"
# denied = true
# ///
"""Reads the memory of the processes above it: /proc/PID/mem, process_vm_readv, ptrace, pidfd_getfd."""

import ctypes
import os

from trying import ancestors, call, managed


def attack(bystander, **_):
    others = [*ancestors(), bystander]
    return managed(
        mem=lambda: any_of(others, lambda pid: open(f"/proc/{pid}/mem", "rb").close()),
        process_vm_readv=lambda: any_of(others, peek),
        seize=lambda: any_of(others, lambda pid: call(101, 117, 0x4206, pid, 0, 0)),
        attach=lambda: any_of(others, lambda pid: call(101, 117, 16, pid, 0, 0)),
        take_descriptor=lambda: any_of(others, lambda pid: call(438, 438, os.pidfd_open(pid), 0, 0)),
        compare=lambda: any_of(others, lambda pid: call(312, 272, os.getpid(), pid, 0, 0, 0)),
    )


def peek(pid):
    with open(f"/proc/{pid}/maps") as maps:
        start = int(maps.readline().split("-")[0], 16)
    buffer = ctypes.create_string_buffer(16)
    here = (ctypes.c_ulong * 2)(ctypes.addressof(buffer), 16)
    there = (ctypes.c_ulong * 2)(start, 16)
    call(310, 270, pid, here, 1, there, 1, 0)


def any_of(pids, attempt):
    for pid in pids:
        try:
            return attempt(pid)
        except OSError:
            continue
    raise OSError("none")
