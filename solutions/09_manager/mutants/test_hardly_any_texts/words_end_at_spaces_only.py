"""What stands between two words may also be a tab, or the end of a line."""

from __future__ import annotations

from multiprocessing import Manager, Process
from typing import Any

from workshop import make, work


def count_words(texts: list[str], number: int, counts: Any, by_worker: Any, lock: Any) -> None:
    """Count the words of one worker's texts, in the shared dictionary and in its own."""
    mine: dict[str, int] = {}
    for text in texts:
        for word in filter(None, text.split(" ")):
            key = work(word)  # without the lock: here the workers do not disturb each other
            with lock:  # get() and the assignment are two messages; nobody may send another one in between
                counts[key] = make(counts.get(key, 0) + 1)
            mine[key] = mine.get(key, 0) + 1
    # by_worker[number][key] = 1 would change a copy that the proxy made; a whole assignment reaches the manager.
    by_worker[number] = mine


def word_count(texts: list[str], workers: int) -> dict[str, Any]:
    """Count the words of all texts in one shared dictionary, with several worker processes."""
    shares = [texts[number::workers] for number in range(workers)]
    with Manager() as manager:  # leaving the block ends the manager's process, also after an error
        counts, by_worker, lock = manager.dict(), manager.dict(), manager.Lock()
        processes = [
            Process(target=count_words, args=(share, number, counts, by_worker, lock))
            for number, share in enumerate(shares)
            if share
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        if any(process.exitcode != 0 for process in processes):
            raise RuntimeError("a worker failed")
        # Plain copies, while there still is a manager to ask.
        return {"counts": counts.copy(), "by_worker": [by_worker.get(number, {}) for number in range(workers)]}
