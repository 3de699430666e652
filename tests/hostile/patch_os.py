# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = ["EXITED", "TAMPERED", "SIGNALLED"]
# at_most_returns = 1
# ///
"""Replaces os.write, os._exit and os.getpid."""

import os

real_write = os.write


def attack(**_):
    os.write = lambda descriptor, data: real_write(descriptor, data.replace(b"honest", b"forged")) and len(data)
    os._exit = lambda code: None
    os.getpid = lambda: 1
    return "honest"
