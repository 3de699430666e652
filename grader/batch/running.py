"""Hands jobs out to an executor, and what comes back to the gradebook: one after the other, each in a transaction.

The executor may be any of `concurrent.futures`. It is only given as much as it can be busy with, so a class of any size
takes the memory of a few submissions. A job whose worker is lost, or that could not be judged, is tried once more; then
it is unknown, which costs nobody points. A job never touches another one's grade: each future has its own.
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass, field

import grader
from grader.batch.planning import Job, Settings, prepared
from grader.batch.tasks import result_from_text, task_to_text
from grader.errors import GraderError
from grader.gradebook import Gradebook, Key, Packed, packed
from grader.model import Grade, Level, Verdict
from grader.sandbox.levels import probe_levels, strongest
from grader.sentences import one_line

MOST_TRIES = 2
OUT_OF_REACH = "the workers cannot be reached any more; what was graded is kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Those who do the work."""

    executor: Executor
    carry_out: Callable[[str], str]
    """What the executor is to call on the text of a task."""
    width: Callable[[], int]
    """How many tasks keep it busy, at the moment."""
    far: bool = False
    """Whether the workers may be on other machines, so that the suite has to travel with each task."""
    held_at: Callable[[], Level] = lambda: strongest(probe_levels())
    """At which level programs are held there, where none is asked for; the weakest of all machines."""


@dataclass(slots=True)
class Progress:
    """How far a batch has come."""

    number: int
    """How many jobs there are."""
    done: int = 0
    passed: int = 0
    failed: int = 0
    unknown: int = 0
    retried: int = 0
    running: tuple[str, ...] = ()
    """Names of the jobs that are being graded."""
    last: str = ""
    """The job that was done last."""
    stopping: bool = False


@dataclass(slots=True)
class _Try:
    job: Job
    number: int = 1
    key: Key | None = None


@dataclass(slots=True)
class Run:
    """One batch under way; `stop` may be called from a signal handler."""

    settings: Settings
    crew: Crew
    book: Gradebook
    round: int = 0
    on_progress: Callable[[Progress], None] = lambda _progress: None
    _ready: queue.SimpleQueue[Future[str] | None] = field(default_factory=queue.SimpleQueue)
    _stopping: bool = False

    def stop(self) -> None:
        """Hand nothing out any more; what runs is waited for."""
        self._stopping = True
        self._ready.put(None)

    def carry_out(self, jobs: Iterable[Job]) -> Progress:
        """Grade all jobs, or those that were handed out before `stop`, and store each grade as soon as it is there."""
        waiting = deque(_Try(job) for job in jobs)
        progress = Progress(number=len(waiting))
        running: dict[Future[str], _Try] = {}
        while True:
            while waiting and not self._stopping and len(running) < self.crew.width():
                attempt = waiting.popleft()
                running[self._handed_out(attempt)] = attempt
            progress.running = tuple(attempt.job.name for future, attempt in running.items() if future.running())
            progress.stopping = self._stopping
            self.on_progress(progress)
            if not running:
                return progress
            future = self._ready.get()
            if future is None:
                self._take_back(running)
            elif future in running:
                again = self._settled(running.pop(future), future, progress)
                waiting.extendleft([again] if again else [])

    def _handed_out(self, attempt: _Try) -> Future[str]:
        attempt.key, task = prepared(attempt.job, self.settings, with_suite=self.crew.far)
        try:
            future = self.crew.executor.submit(self.crew.carry_out, task_to_text(task))
        except (BrokenExecutor, RuntimeError) as error:
            raise GraderError(f"{OUT_OF_REACH}: {one_line(str(error))}") from None
        future.add_done_callback(self._ready.put)
        return future

    @staticmethod
    def _take_back(running: dict[Future[str], _Try]) -> None:
        """Take back what nobody has begun."""
        for future in [future for future in running if future.cancel()]:
            del running[future]

    def _settled(self, attempt: _Try, future: Future[str], progress: Progress) -> _Try | None:
        """Store the grade, or give the try that should follow."""
        grade = _outcome(attempt.job, future)
        if grade.verdict == Verdict.UNKNOWN.value and attempt.number < MOST_TRIES:
            progress.retried += 1
            return _Try(attempt.job, attempt.number + 1)
        if attempt.key is not None:
            job = attempt.job
            self.book.record(job.hand_in.student, attempt.key, grade, late=job.hand_in.late, number=self.round)
        progress.done += 1
        progress.last = attempt.job.name
        setattr(progress, grade.verdict, getattr(progress, grade.verdict) + 1)
        return None


def _outcome(job: Job, future: Future[str]) -> Packed:
    """What came of a future; one that failed is a grade that could not be made."""
    try:
        return result_from_text(future.result())
    except CancelledError:  # by the executor itself: what we take back is not looked at any more
        raise GraderError(f"{OUT_OF_REACH}: they have given up what they had") from None
    except Exception as error:  # an executor hands on whatever went wrong, in its own types
        reason = error.message if isinstance(error, GraderError) else f"{type(error).__name__}: {error}"
        return packed(unmade(job, one_line(reason)))


def unmade(job: Job, reason: str) -> Grade:
    """The grade that nobody could make."""
    return Grade(
        exercise=job.exercise.name,
        title=job.exercise.title,
        submission="",
        seed=0,
        level=Level.WATCHED,
        checks=(),
        problem=f"could not be judged, which is our fault: {reason}",
        version=grader.__version__,
    )
