"""A command with a time limit: timeout(1) waits for a signal of its own timer while the command waits for nobody."""

import subprocess

from family import PAUSE


def solve():
    subprocess.run(["mkfifo", "pipe"], check=True)
    subprocess.run(["timeout", str(PAUSE), "cat", "pipe"], check=False)
