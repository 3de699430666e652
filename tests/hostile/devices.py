# /// expected
# group = "kernel"
# denied = true
# ///
"""Makes device files and opens those that exist."""

import os
import stat

from trying import managed


def attack(**_):
    return managed(
        block=lambda: os.mknod("disk", stat.S_IFBLK | 0o666, os.makedev(254, 0)),
        memory=lambda: os.mknod("memory", stat.S_IFCHR | 0o666, os.makedev(1, 1)),
        kvm=lambda: os.open("/dev/kvm", os.O_RDWR),
        fuse=lambda: os.open("/dev/fuse", os.O_RDWR),
        tun=lambda: os.open("/dev/net/tun", os.O_RDWR),
        vsock=lambda: os.open("/dev/vsock", os.O_RDWR),
        loop=lambda: os.open("/dev/loop-control", os.O_RDWR),
    )
