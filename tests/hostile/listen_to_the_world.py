# /// expected
# group = "network"
# denied = true
#
# [L2]
# allowed = ["tcp"]
#
# [L3]
# allowed = ["tcp"]
# ///
"""Listens on every address; where there is a private network, it listens to nobody."""

import socket

from trying import managed


def attack(tcp_port, **_):
    return managed(
        tcp=lambda: socket.create_server(("", 0)).close(), packets=lambda: socket.socket(17, 3, 0x0300).close()
    )
