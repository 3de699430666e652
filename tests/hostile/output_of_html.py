# /// expected
# group = "noise"
# levels = [0, 1, 2, 3]
# value = "done"
# ///
"""Prints HTML with a script."""

import os


def attack(**_):
    for descriptor in (1, 2):
        os.write(descriptor, b"<script>alert(1)</script><img src=x onerror=alert(1)>&amp;")
    return "done"
