"""A program that is executed, and asked again and again whether it has ended."""

import subprocess
import time

EXPECTED = [0, True]


def solve():
    began = time.monotonic()
    program = subprocess.Popen(["/bin/sleep", "0.1"])
    while program.poll() is None:
        time.sleep(0.05)
    return [program.returncode, time.monotonic() - began < 100]
