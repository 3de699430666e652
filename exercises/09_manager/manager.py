"""Exercise 09: several processes count words in one dictionary that a manager keeps. The task is in README.md."""

from __future__ import annotations

from typing import Any

from workshop import make, work  # noqa: F401  work(word) gives it in upper case, a new count is make(old + 1)


def word_count(texts: list[str], workers: int) -> dict[str, Any]:
    """Count the words of all texts in one shared dictionary, with several worker processes.

    Arguments:
        texts: the texts; worker i has the texts i, i + workers, i + 2 * workers and so on.
        workers: how many workers there are, 1 or more.

    Returns:
        {"counts": how often each word is there, "by_worker": a list with the same for each worker's texts}

    Raises:
        Exception: when work() or make() failed in one of the processes. Which class is up to you.
    """
    raise NotImplementedError(
        "start with a multiprocessing.Manager, its dict(), and one Process that counts words in it"
    )
