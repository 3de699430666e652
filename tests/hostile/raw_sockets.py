# /// expected
# group = "network"
# denied = true
# ///
"""Opens raw, packet, netlink audit, vsock, crypto, bluetooth, XDP and other sockets that no exercise needs."""

import socket

from trying import managed


def attack(**_):
    kinds = {
        "raw": (2, 3, 1),
        "raw6": (10, 3, 58),
        "packet": (17, 3, 0),
        "vsock": (40, 1, 0),
        "crypto": (38, 5, 0),
        "bluetooth": (31, 3, 0),
        "can": (29, 3, 1),
        "xdp": (44, 3, 0),
        "tipc": (30, 1, 0),
        "rds": (21, 5, 0),
        "kcm": (41, 5, 0),
        "key": (15, 3, 2),
    }
    return managed(**{name: lambda kind=kind: socket.socket(*kind).close() for name, kind in kinds.items()})
