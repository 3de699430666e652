# /// expected
# cause = "NOBODY_WILL_SIGNAL"
# said = "waits for somebody to connect"
# ///
"""A connection that nobody accepts."""

import socket


def solve():
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("here")
    listener.listen()
    listener.accept()
