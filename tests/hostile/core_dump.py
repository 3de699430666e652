# /// expected
# group = "kernel"
# levels = [0, 1, 2, 3]
# ending = "SIGNALLED"
# signal = "SIGSEGV"
# no_value = true
# ///
"""Dies with a core dump, after asking for one of any size."""

import contextlib
import ctypes
import resource


def attack(**_):
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    ctypes.string_at(0)
