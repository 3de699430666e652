"""What many of the hostile programs need: try things, and tell which of them worked. Lies in the box beside them."""

import ctypes
import errno
import os
import platform

REFUSALS = {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT}
kernel = ctypes.CDLL(None, use_errno=True)
intel = platform.machine() == "x86_64"


def managed(**attempts):
    """The names of the attempts that raised nothing, sorted."""
    return sorted(name for name, attempt in attempts.items() if works(attempt))


def works(attempt):
    try:
        attempt()
    except Exception:
        return False
    return True


def call(x86_64, aarch64, *arguments):
    """A system call by its number; raises OSError when the kernel answers with an error."""
    number = x86_64 if intel else aarch64
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    words += [ctypes.c_long(0)] * (6 - len(words))
    ctypes.set_errno(0)
    result = kernel.syscall(ctypes.c_long(number), *words)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def reach(x86_64, aarch64, *arguments):
    """A system call with arguments that cannot succeed: it worked when the answer was not a refusal."""
    try:
        return call(x86_64, aarch64, *arguments)
    except OSError as problem:
        if problem.errno in REFUSALS:
            raise
        return problem.errno


def ancestors():
    """The parent, its parent, and so on up to 1, as far as they can be seen."""
    found, pid = [], os.getppid()
    while pid > 0 and pid not in found:
        found.append(pid)
        try:
            with open(f"/proc/{pid}/stat") as stat:
                pid = int(stat.read().rpartition(")")[2].split()[1])
        except OSError:
            break
    return found


def put(path, text):
    """Write without a buffer, so that a refusal is seen."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def read(path, size=4096):
    with open(path, "rb") as file:
        return file.read(size).decode("latin-1")
