# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "EXITED"
# exit_code = 0
# no_value = true
# ///
"""Leaves by a bare system call."""

from trying import call


def attack(**_):
    call(231, 94, 0)
