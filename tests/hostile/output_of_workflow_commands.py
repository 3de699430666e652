# /// expected
# group = "noise"
# levels = [0, 1, 2, 3]
# value = "done"
# ///
"""Prints commands that a CI runner would obey."""

import os


def attack(**_):
    for descriptor in (1, 2):
        os.write(
            descriptor, b"::error::owned\n::add-mask::e\n::set-output name=x::y\n##[error]owned\n::stop-commands::x\n"
        )
    return "done"
