"""The door's stand-in: hands out recorded evidence instead of running anything.

It ships with the grader because two things need it: judging again after a check was repaired, without the student's
program; and tests, which need no student's program either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import TracebackType

from grader.model import Ending, Evidence, Level, ProcessLife
from grader.sandbox.door import Job, LiveRun, ProcessLook


class ReplaySandbox:
    """Answers each job with the first record of the same call that it has not handed out yet.

    A record whose `call` is empty answers any job. A job that nothing answers gets the ending `SANDBOX_FAILED`.
    """

    replays = True

    def __init__(self, records: Iterable[Evidence] = ()) -> None:
        self._waiting = list(records)
        self.jobs: list[Job] = []
        """The jobs that were asked for, in order."""
        self.level = min((record.level for record in self._waiting), default=Level.WATCHED)

    def run(self, job: Job) -> Evidence:
        """Return the record that answers the job."""
        self.jobs.append(job)
        for record in self._waiting:
            if record.call in ("", job.call):
                self._waiting.remove(record)
                return record
        return self._missing(job)

    def start(self, job: Job) -> LiveRun:
        """Replay the record that answers the job."""
        return ReplayedRun(self.run(job))

    def close(self) -> None:
        """Forget the records."""
        self._waiting.clear()

    def _missing(self, job: Job) -> Evidence:
        problem = f"there is no record of {job.call or 'this run'}"
        return Evidence(
            ending=Ending.SANDBOX_FAILED,
            limits=job.limits,
            level=self.level,
            exact=False,
            main=0,
            seconds=0.0,
            problem=problem,
            call=job.call,
        )


class ReplayedRun:
    """A recorded run that is looked at as if it were alive. Waiting moves its clock on; nobody really waits."""

    def __init__(self, record: Evidence) -> None:
        self.evidence = record
        self.main = record.main
        self._now = 0.0

    def look(self) -> tuple[ProcessLook, ...]:
        """Return the process table as it was at this moment of the record."""
        return tuple(
            self._look_at(life)
            for life in self.evidence.processes
            if life.born <= self._now and (life.reaped is None or self._now < life.reaped)
        )

    def signal(self, number: int, pid: int | None = None) -> None:
        """Do nothing: what the signal did is in the record."""

    def wait(
        self, until: Callable[[tuple[ProcessLook, ...]], bool], within_seconds: float
    ) -> tuple[ProcessLook, ...] | None:
        """Move on to the first moment that `until` likes, and return the table of that moment."""
        deadline = self._now + within_seconds
        for moment in (self._now, *self._moments_until(deadline)):
            self._now = moment
            if until(table := self.look()):
                return table
        self._now = deadline
        return None

    def wait_ended(self, within_seconds: float) -> bool:
        """Move on to the moment at which the table is empty."""
        return self.wait(lambda table: not table, within_seconds) is not None

    def _moments_until(self, deadline: float) -> list[float]:
        moments = {
            moment
            for life in self.evidence.processes
            for moment in (life.born, life.ended, life.orphaned, life.reaped)
            if moment is not None and self._now < moment <= deadline
        }
        return sorted(moments)

    def _look_at(self, life: ProcessLife) -> ProcessLook:
        orphaned = life.orphaned is not None and life.orphaned <= self._now
        return ProcessLook(
            pid=life.pid,
            parent=life.adopted_by or 1 if orphaned else life.parent,
            state="S" if life.alive_at(self._now) else "Z",
            started=life.born,
            is_service=life.is_service,
        )

    def __enter__(self) -> LiveRun:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass
