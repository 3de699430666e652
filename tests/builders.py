"""Makers of model objects with good defaults: `a_run(ending=Ending.TIMED_OUT)`, `a_child(4, reaped=None)`."""

from __future__ import annotations

from grader.model import (
    Cause,
    Ending,
    Evidence,
    Failure,
    Level,
    Limits,
    ProcessLife,
    Return,
    Schedule,
    Stall,
    Step,
    Waiting,
)

MAIN = 2


def a_child(pid=3, **differs):
    """A child of main that was born at 0.1 s, ended well at 0.5 s, and was reaped at once."""
    good = {"parent": MAIN, "born": 0.1, "ended": 0.5, "exit_code": 0, "reaped": 0.51}
    return ProcessLife(**{"pid": pid, **good, **differs})


def a_service(pid=90, word="resource_tracker", **differs):
    """One of the library's own helpers, which outlives main a little."""
    command = ("python3", "-c", f"from multiprocessing.{word} import main; main(5)")
    return a_child(pid, command=command, **{"ended": 1.05, "reaped": 1.05, **differs})


def a_failure(**differs):
    """A call that raised a NameError in line 12."""
    good = {"kind": "raised", "type": "NameError", "message": "name 'x' is not defined", "file": "task.py", "line": 12}
    return Failure(**{**good, **differs})


def a_run(*others, value=None, failure=None, **differs):
    """A clean run of one call that returned at 0.9 s and ended at 1 s; `others` are its processes besides main."""
    main = a_child(MAIN, parent=1, born=0.0, ended=1.0, reaped=1.0)
    good = {
        "ending": Ending.EXITED,
        "limits": Limits(),
        "level": Level.CONTAINED,
        "exact": True,
        "main": MAIN,
        "seconds": 1.2,
        "exit_code": 0,
        "processes": (main, *others),
        "returns": (Return(at=0.9, value=value, failure=failure),),
    }
    return Evidence(**{**good, **differs})


def a_deadlock(*waits, cause=Cause.LOCK_CYCLE):
    """A run of main and of two children, 3 and 4, that wait for each other's locks; or whose waits are these.

    A wait is told as pid, kind, thing and holders.
    """
    waits = waits or ((MAIN, "child", "process 3", (3,)), (3, "lock", "lock 1", (4,)), (4, "lock", "lock 2", (3,)))
    waiting = tuple(
        Waiting(pid=pid, thread=pid, kind=kind, thing=thing, holders=holders, sentence=f"{pid} waits for {thing}")
        for pid, kind, thing, holders in waits
    )
    sentence = f"{cause.value}: {'; '.join(wait.sentence for wait in waiting)}"
    stall = Stall(certain=True, since=0.5, noticed=0.6, waits=waiting, cause=cause, sentence=sentence)
    crew = (a_child(pid, ended=0.61, exit_code=None, signal=9, reaped=0.61, killed=True) for pid in (3, 4))
    return a_run(*crew, ending=Ending.DEADLOCKED, stall=stall, returns=(), exit_code=None, signal=9)


def a_step(who, number, operation, thing="x", **differs):
    """A step of an entity."""
    return Step(who=who, pid=1, number=number, operation=operation, thing=thing, **differs)


def a_schedule(*steps, **differs):
    """A schedule of these steps."""
    return Schedule(
        **{"seed": 0, "strategy": "natural", "points": len(steps), "processes": 9, "steps": steps, **differs}
    )


RACE = (
    a_step("main.1", 1, "read"),
    a_step("main.1", 2, "write"),
    a_step("main.1", 3, "read", "own"),
    a_step("main.2", 1, "read"),
    a_step("main.2", 2, "write"),
)
