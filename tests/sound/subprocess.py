"""A program that is executed."""

import subprocess, sys

EXPECTED = "hi"


def solve():
    return subprocess.run(["/bin/echo", "hi"], capture_output=True, text=True).stdout.strip()
