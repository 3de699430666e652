"""Workers that go through rounds in step: the reference solution."""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing import Barrier, Process
from multiprocessing.connection import wait
from threading import BrokenBarrierError
from typing import Any

from workshop import work

TOLD = 3


def worker(number: int, rounds: int, barrier: Any, dead: int | None) -> None:
    """Run in a child: work in every round, and wait for the others after each."""
    try:
        for turn in range(rounds):
            work([number, turn])
            if number == dead:
                os.kill(os.getpid(), signal.SIGKILL)
            barrier.wait()
    except BrokenBarrierError:  # caught outside of the loop: there is no next round
        sys.exit(TOLD)


def run(workers: int, rounds: int, dead: int | None = None) -> list[int | None]:
    """Start the workers and see all of them to their end; gives their exit codes."""
    barrier = Barrier(workers)  # the parent does not come to it, so it does not count
    children = [Process(target=worker, args=(number, rounds, barrier, dead)) for number in range(workers)]
    for child in children:
        child.start()
    running = {child.sentinel: child for child in children}
    while running:
        for sentinel in wait(list(running)):  # whoever ends next, not whoever was started first
            child = running.pop(sentinel)
            child.join()
            if child.exitcode != 0:
                # It will not come to the barrier any more. abort() tells those who wait and those who come later;
                # after reset(), which tells only those who wait, the later ones would wait for ever.
                barrier.abort()
    return [child.exitcode for child in children]


def phases(workers: int, rounds: int) -> int:
    """Let the workers go through the rounds in step: nobody begins a round before all have finished the one before."""
    codes = run(workers, rounds)
    if any(codes):
        raise RuntimeError(f"a worker failed; the exit codes are {codes}")
    return workers * rounds


def phases_with_casualty(workers: int, rounds: int, dead: int) -> None:
    """Do the same with a worker that kills itself after its work in round 0, and tell the others."""
    if any(run(workers, rounds, dead)):
        raise BrokenBarrierError(f"worker {dead} has died")
