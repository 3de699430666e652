"""A worker keeps a list of bins of its own, and counts when all of its work is done."""

from __future__ import annotations

from multiprocessing import Array, Process
from typing import Any

from workshop import make, work


def count_share(share: list[int], counts: Any) -> None:
    """Count the items of one share into the array."""
    for place in [work(item) % len(counts) for item in share]:
        with counts.get_lock():  # from before the reading until after the writing; given back also if make() raises
            counts[place] = make(counts[place] + 1)


def histogram(data: list[int], bins: int, workers: int) -> dict[str, list[int]]:
    """Divide the data evenly among worker processes, which count it into one array in shared memory."""
    counts: Any = Array("q", bins)  # all zero
    shares = [data[number::workers] for number in range(workers)]  # every n-th item: no remainder to think about
    processes = [Process(target=count_share, args=(share, counts)) for share in shares if share]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode != 0 for process in processes):
        raise RuntimeError("a worker failed")
    return {"counts": list(counts), "shares": [len(share) for share in shares]}
