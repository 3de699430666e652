"""A shell that sleeps."""

import subprocess

from family import PAUSE


def solve():
    subprocess.run(["sh", "-c", f"sleep {PAUSE} | cat"])
