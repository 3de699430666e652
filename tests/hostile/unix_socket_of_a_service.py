# /// expected
# group = "network"
# levels = [0, 1, 2, 3]
# denied = true
#
# [L1]
# allowed = ["stream", "through_link"]  # declared as missing: Landlock does not know sockets with a path
# reaches = ["connections"]
#
# [L0]
# allowed = ["stream", "through_link"]
# reaches = ["connections"]
# ///
"""Connects to the unix socket of a service outside by its path, as one would to a container engine or a session bus."""

import os
import socket

from trying import managed


def attack(unix_path, **_):
    os.symlink(unix_path, "link")
    return managed(stream=lambda: connect(unix_path), through_link=lambda: connect("link"))


def connect(path):
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
