# /// expected
# group = "kernel"
# denied = true
# ///
"""Makes namespaces of its own, in which it would be root: unshare, clone, clone3, setns."""

import ctypes
import os

from trying import call, managed

FLAGS = {
    "mount": 0x20000,
    "cgroup": 1 << 25,
    "uts": 1 << 26,
    "ipc": 1 << 27,
    "user": 1 << 28,
    "pid": 1 << 29,
    "net": 1 << 30,
    "time": 0x80,
}


def attack(**_):
    attempts = {
        f"unshare_{name}": lambda flag=flag: in_child(lambda: call(272, 97, flag)) for name, flag in FLAGS.items()
    }
    attempts["clone"] = lambda: clone((1 << 28) | 17)
    attempts["clone3"] = clone3
    attempts["setns"] = lambda: call(308, 268, os.open("/proc/self/ns/user", os.O_RDONLY), 0)
    attempts["setns_pid"] = lambda: call(308, 268, os.pidfd_open(os.getppid()), 1 << 28)
    return managed(**attempts)


def in_child(attempt):
    pid = os.fork()
    if pid == 0:
        try:
            attempt()
            os._exit(0)
        except BaseException:
            os._exit(1)
    if os.waitpid(pid, 0)[1]:
        raise OSError("refused")


def clone(flags):
    pid = call(56, 220, flags, 0, 0, 0, 0)
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def clone3():
    arguments = (ctypes.c_uint64 * 11)(1 << 28, 0, 0, 0, 17)
    pid = call(435, 435, arguments, ctypes.sizeof(arguments))
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
