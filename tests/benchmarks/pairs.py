"""Measuring in pairs: ours and the yardstick in turn, so that what else the machine does falls on both."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
PYTHON = os.path.realpath(sys.executable)
TASK = """
import multiprocessing


def work(queue, x):
    queue.put(x * x)


def solve(x):
    queue = multiprocessing.Queue()
    child = multiprocessing.Process(target=work, args=(queue, x))
    child.start()
    result = queue.get()
    child.join()
    return result
"""
"""What a student's function does at the least: one child, one queue, one join."""
BARE = (PYTHON, "-c", f"{TASK}\nimport json\nprint(json.dumps(solve(7)))")
"""The yardstick: the same call by an interpreter that is started for it, with nobody watching."""
BARE_SECONDS = 0.045
"""What the yardstick takes on the machine for which the bars in seconds were set; elsewhere they are scaled."""


def bare_call():
    """Run the yardstick once."""
    done = subprocess.run(BARE, capture_output=True, check=True)
    assert done.stdout == b"49\n"


def seconds_of(action):
    """How long an action takes, in seconds."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def paired(ours, rounds, yardsticks=1):
    """Medians over some rounds: seconds of `ours`, which gives them itself, and its ratio to the yardstick.

    What takes seconds is compared with the median of so many `yardsticks` after it, and one fewer before it: one alone
    says little about the speed of the machine meanwhile.
    """
    ours(), bare_call()
    pairs = []
    for _ in range(rounds):
        before = [seconds_of(bare_call) for _ in range(yardsticks - 1)]
        mine = ours()
        pairs.append((mine, median(before + [seconds_of(bare_call) for _ in range(yardsticks)])))
    return median(mine for mine, _ in pairs), median(mine / bare for mine, bare in pairs)


def told(capsys, line):
    """Show a line, whatever pytest captures."""
    with capsys.disabled():
        sys.stdout.write(f"\n{line}")
        sys.stdout.flush()
