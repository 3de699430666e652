"""Exercise 12: workers that go through rounds in step. The task is in README.md."""

from __future__ import annotations

from workshop import work  # noqa: F401  each worker calls work([number, round]) once in every round


def phases(workers: int, rounds: int) -> int:
    """Let the workers go through the rounds in step: nobody begins a round before all have finished the one before.

    Arguments:
        workers: how many worker processes there are, 1 or more.
        rounds: how many rounds there are, 0 or more.

    Returns:
        How many pieces of work were done, in all rounds by all workers.

    Raises:
        Exception: when work() failed in one of the workers. Which class is up to you.
    """
    raise NotImplementedError(
        "start with one Process for each worker, all sharing one multiprocessing.Barrier(workers)"
    )


def phases_with_casualty(workers: int, rounds: int, dead: int) -> None:
    """Do the same with a worker that kills itself after its work in round 0, and tell the others.

    Arguments:
        workers: how many worker processes there are, 2 or more.
        rounds: how many rounds there would be, 2 or more.
        dead: the number of the worker that kills itself; all others end with exit code 3 when they are told.

    Raises:
        threading.BrokenBarrierError: always, when all workers have ended.
    """
    raise NotImplementedError("start with the same workers, and let the parent find out that one of them has died")
