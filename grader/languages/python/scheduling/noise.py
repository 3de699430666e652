"""Noise: in a run that is stirred nobody is under control, and each point is a short wait by chance, or none.

A thread has only so much time for waiting in all, so that no run becomes a long one. (O. Edelstein and others,
"Multithreaded Java Program Test Generation", IBM Systems Journal 41, 2002, did the like and called it noise.)
"""

from __future__ import annotations

import os
import threading
import time
from random import Random

SHARES = (0.05, 0.2, 0.5)
"""How many of the points are waits: as a run begins, one of these is chosen for all of it."""
LONGEST_SECONDS = (0.0002, 0.001, 0.004)
"""How long a wait is at most, likewise."""
ALLOWANCE_SECONDS = 0.05
"""What a thread may wait in all."""
_sleep = time.sleep


class _Spoon(threading.local):
    """What a thread stirs with; a process that was forked takes a new one."""

    pid = 0
    random = Random(0)  # noqa: S311 - chance for a schedule, not for a secret
    share = longest = left = 0.0


_spoon = _Spoon()
_seed: int | None = None


def begin(seed: int | None) -> None:
    """Stir this process, and all that it forks, from now on; nothing, for None."""
    global _seed
    _seed = seed


def pause() -> None:
    """A point: wait a little, let somebody else go first, or go on at once."""
    if _seed is None:
        return
    if _spoon.pid != os.getpid():
        _take_spoon(_seed)
    chance = _spoon.random.random()
    if chance < _spoon.share and _spoon.left > 0:
        seconds = _spoon.random.uniform(0, _spoon.longest)
        _spoon.left -= seconds
        _sleep(seconds)
    elif chance < 2 * _spoon.share:
        os.sched_yield()


def _take_spoon(seed: int) -> None:
    run = Random(seed)  # noqa: S311 - as above
    _spoon.share, _spoon.longest = run.choice(SHARES), run.choice(LONGEST_SECONDS)
    _spoon.pid, _spoon.left = os.getpid(), ALLOWANCE_SECONDS
    _spoon.random = Random(f"{seed}:{_spoon.pid}:{threading.get_native_id()}")  # noqa: S311 - as above
