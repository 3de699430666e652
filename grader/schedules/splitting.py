"""One sandboxed run of many schedules, taken apart: for each schedule the record that it would have left alone.

Main performs the schedules, and runs nothing of the student's: each of its own children is the main process of one
schedule, in the order of their births. So everything about processes comes from the recorder, and nothing about them
is believed that the scheduler says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.model import Ending, Evidence, Leftovers, ProcessLife, Return, Schedule, Work
from grader.schedules.plans import STIRRED
from grader.schedules.standstill import explained

_ENDINGS = {"blocked": Ending.DEADLOCKED, "polling": Ending.STALLED}
UNFINISHED = "the run of all schedules together was over before this one"


def split(record: Evidence) -> tuple[Evidence, ...]:
    """Give the records of the schedules, in order.

    A schedule that was under way when the whole run was ended by a limit or a signal is there with that ending; one
    that ran out of the time of the whole says nothing. What the whole run cost is shared out equally, since the kernel
    counts the time of processes that live for some milliseconds in ticks.
    """
    children = [life for life in record.processes if life.parent == record.main and not life.is_service]
    records = []
    since = 0.0
    for returned in record.returns:
        subject = next((life for life in children if returned.schedule and life.pid == returned.schedule.main), None)
        if subject is not None:
            del children[: children.index(subject) + 1]
        records.append(_alone(_share(record, since, returned.at), subject, returned))
        since = returned.at
    if children and record.ending is not Ending.EXITED:
        records.append(_cut_off(record, children[0]))
    cost = round(record.cpu_seconds / max(1, len(records)), 6)
    return tuple(replace(each, cpu_seconds=cost) for each in records)


def _share(record: Evidence, since: float, until: float) -> Evidence:
    """The record with the work of one schedule, where the process that did it may have been missed."""
    if record.exact:
        return record
    return replace(record, work=tuple(piece for piece in record.work if since <= piece.began < until))


def _alone(record: Evidence, known: ProcessLife | None, returned: Return) -> Evidence:
    """The record of one schedule whose reply came; who is only looked at now and then may have missed its process."""
    subject = known or _unseen(record, returned)
    lives = _family(record.processes, subject)
    kind = returned.failure.kind if returned.failure else ""
    problem = "a schedule of a process that was never there" if known is None and record.exact else ""
    if problem := problem or _tampering(returned, kind):
        return _judged(record, subject, lives, Ending.TAMPERED, problem=problem)
    gave = () if kind in ("ended", "unknown", *_ENDINGS) else (_shifted_return(returned, subject.born),)
    ending = _ENDINGS.get(kind, Ending.SIGNALLED if subject.signal is not None else Ending.EXITED)
    return replace(
        _judged(record, subject, lives, ending),
        returns=gave,
        schedule=_doubted(returned.schedule, lives, exact=record.exact),
        stall=explained(returned.stall),
        at_exit=returned.left,  # main reaps nobody before it has replied: who was a zombie then is one now
        left=returned.left if gave else Leftovers(),
        files=returned.files,
    )


def _unseen(record: Evidence, returned: Return) -> ProcessLife:
    """A process that nobody has seen, as far as it can be told."""
    pid = returned.schedule.main if returned.schedule else 0
    return ProcessLife(
        pid=pid, parent=record.main, born=returned.at, ended=returned.at, reaped=returned.at, exit_code=0
    )


def _tampering(returned: Return, kind: str) -> str:
    """What the scheduler never says; empty if there is nothing of the kind."""
    if returned.schedule is None:
        return "a schedule without a log"
    if kind in _ENDINGS and returned.stall is None:
        return "a standstill in which nobody waits"
    return returned.failure.message if returned.failure and kind == "tampered" else ""


def _doubted(schedule: Schedule | None, lives: Sequence[ProcessLife], *, exact: bool) -> Schedule | None:
    """A schedule with processes that the scheduler does not know of says nothing; executed programs it cannot know."""
    forked = sum(not life.command for life in lives)
    if (
        schedule is None
        or schedule.problem
        or not exact
        or schedule.strategy == STIRRED
        or forked <= schedule.processes
    ):
        return schedule
    return replace(schedule, repeatable=False, problem=f"{forked - schedule.processes} processes were not controlled")


def _cut_off(record: Evidence, subject: ProcessLife) -> Evidence:
    """The record of the schedule in whose middle the whole run was ended."""
    lives = _family(record.processes, subject)
    problem = UNFINISHED if record.ending is Ending.TIMED_OUT else ""
    schedule = Schedule(seed=-1, strategy="", repeatable=False, problem=problem)
    return replace(_judged(record, subject, lives, record.ending, problem=record.problem), schedule=schedule)


def _judged(
    record: Evidence, subject: ProcessLife, lives: Sequence[ProcessLife], ending: Ending, *, problem: str = ""
) -> Evidence:
    pids = {life.pid for life in lives}
    end = subject.ended if subject.ended is not None else record.seconds
    return replace(
        record,
        ending=ending,
        main=subject.pid,
        seconds=round(max([end, *(life.ended or end for life in lives)]) - subject.born, 6),
        exit_code=subject.exit_code,
        signal=subject.signal,
        problem=problem,
        returns=(),
        processes=tuple(_shifted(life, subject.born) for life in lives),
        work=tuple(
            _shifted_work(piece, subject.born) for piece in record.work if piece.pid in pids or not record.exact
        ),
        at_exit=Leftovers(),
        left=Leftovers(),
    )


def _family(lives: Sequence[ProcessLife], subject: ProcessLife) -> list[ProcessLife]:
    """A process and everyone below it; the lives are in the order of births."""
    members = [subject]
    pids = {subject.pid}
    for life in lives:
        if life.parent in pids:
            members.append(life)
            pids.add(life.pid)
    return members


def _shifted(life: ProcessLife, start: float) -> ProcessLife:
    """A life on the clock of its own schedule."""

    def moved(at: float | None) -> float | None:
        return None if at is None else round(at - start, 6)

    born = round(life.born - start, 6)
    return replace(life, born=born, ended=moved(life.ended), reaped=moved(life.reaped), orphaned=moved(life.orphaned))


def _shifted_return(returned: Return, start: float) -> Return:
    return replace(returned, at=round(returned.at - start, 6), schedule=None, stall=None, files={})


def _shifted_work(piece: Work, start: float) -> Work:
    ended = None if piece.ended is None else round(piece.ended - start, 6)
    return replace(piece, began=round(piece.began - start, 6), ended=ended)
