"""The counter has eight bits: after 255 comes 0."""

from __future__ import annotations

from multiprocessing import Process, Value
from typing import Any

from workshop import make


def add(counter: Any, increments: int) -> None:
    """Add 1 to the counter, so many times."""
    for _ in range(increments):
        # The lock is held from before the reading until after the writing. `counter.value += 1` without it is two
        # steps, each of them protected, and anything may happen between the two.
        with counter.get_lock():  # given back also if make() raises
            counter.value = make(counter.value + 1)


def count(workers: int, increments: int) -> int:
    """Let several processes add 1 to one shared counter, and return what is in it in the end."""
    counter: Any = Value("B", 0)
    processes = [Process(target=add, args=(counter, increments)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode != 0 for process in processes):
        raise RuntimeError("a worker failed")
    return int(counter.value)
