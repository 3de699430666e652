"""A sandbox that counts the processor time of all that it runs, whether the record is kept or not."""

from __future__ import annotations

import threading

from grader.model import Evidence, Level
from grader.sandbox.door import Job, LiveRun, Sandbox


class CountedSandbox:
    """Another sandbox, and how much was run in it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.cpu_seconds = 0.0
        self._lock = threading.Lock()

    @property
    def level(self) -> Level:
        """How strongly it holds what it runs."""
        return self._sandbox.level

    @property
    def replays(self) -> bool:
        """Whether it hands out what was recorded, and runs nothing."""
        return self._sandbox.replays

    def run(self, job: Job) -> Evidence:
        """Run a job to its end, and count it."""
        return self.counted(self._sandbox.run(job))

    def start(self, job: Job) -> LiveRun:
        """Start a job in order to watch it; whoever does counts it in the end."""
        return self._sandbox.start(job)

    def counted(self, record: Evidence) -> Evidence:
        """Add what a run has used, and give its record."""
        with self._lock:  # several runs may be under way at once
            self.cpu_seconds += record.cpu_seconds
        return record

    def close(self) -> None:
        """End everything that the sandbox ever started."""
        self._sandbox.close()
