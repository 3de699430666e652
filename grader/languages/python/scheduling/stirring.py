"""A run that is stirred: nobody is under control, time is the clock's, and all processors are there.

It stands beside the schedules for what they cannot show: two processors at work at the same instant, and programs that
depend on real time. It cannot be had again, and what it does in a long time may be for want of time alone: so it has
little, and one that needs more says nothing.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress

from grader.languages.python.scheduling import family, noise
from grader.languages.python.scheduling.performance import Performance

STIRRED = "stirred"
"""The strategy of a plan for such a run."""
SECONDS = 0.5
_LOOK_SECONDS = 0.001


class Stirred(Performance):
    """One run of a subject that nobody conducts."""

    def perform(self) -> None:
        """Let it run to the end of main, if that comes in time."""
        self.repeatable = False
        until = min(self._deadline, self.began + SECONDS)
        while family.lives(self.subject):
            if time.monotonic() > until:
                self.problem = f"stirred, it took more than {SECONDS:g} s"
                return
            time.sleep(_LOOK_SECONDS)
        self.conductor.end(self.conductor.main)


def begin(seed: int) -> None:
    """Become a run that is stirred: every other one on all processors, the others on one."""
    noise.begin(seed)
    if seed % 2 == 0:
        with suppress(OSError):
            os.sched_setaffinity(0, os.sched_getaffinity(0))  # the second tells all of them, as it does to the program
