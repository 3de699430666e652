# /// expected
# group = "reading"
# denied = true
# ///
"""Reads /etc/shadow, the keys of root and of the home folder, the kernel's log and memory."""

import os
import sys

from trying import managed, reach, read


def attack(**_):
    return managed(
        shadow=lambda: read("/etc/shadow"),
        sudoers=lambda: read("/etc/sudoers"),
        root_home=lambda: others("/root"),
        kernel_memory=lambda: read("/proc/kcore", 16),
        kernel_log=lambda: read("/dev/kmsg", 16),
        syslog=lambda: reach(103, 116, 3, None, 0),
        disk=lambda: read("/dev/vda", 16) and read("/dev/sda", 16),
        port_memory=lambda: read("/dev/mem", 16),
    )


def others(home):
    """What a home shows beside the way to the interpreter."""
    names = {name for name in os.listdir(home) if not sys.prefix.startswith(os.path.join(home, name))}
    if not names:
        raise OSError("nothing")
    print(names)
