# /// expected
# group = "leftovers"
# levels = [0, 1, 2, 3]
# value = "done"
# ///
"""A child replaces itself by one program after another."""

import subprocess


def attack(**_):
    script = "exec sh -c 'exec sh -c \"exec sh -c true\"'"
    subprocess.run(["/bin/sh", "-c", script], check=True)
    return "done"
