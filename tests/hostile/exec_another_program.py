# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "EXITED"
# exit_code = 0
# no_value = true
# ///
"""Replaces itself by /bin/true, which ends with status 0."""

import os


def attack(**_):
    os.execv("/bin/true", ["true"])
