"""Many schedules of one call, one after another, each in a fresh process; a reply for each."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable
from typing import IO, Any, NoReturn

from grader.languages.python.scheduling import family, importing, parts, turn
from grader.languages.python.scheduling.conductor import Conductor
from grader.languages.python.scheduling.entities import Entity
from grader.languages.python.scheduling.performance import Performance, outcome

_KINDS = {
    "lock": "lock",
    "flock": "lock",
    "mutex": "thread",
    "semaphore": "lock",
    "process": "child",
    "pipe": "read",
    "socket": "read",
}
_READS = ("read", "poll")
_MOST_SHOWN = 40


def hunt(
    request: dict[str, Any],
    box: str,
    call: Callable[[], dict[str, Any]],
    reply: Callable[[dict[str, Any]], bool],
) -> None:
    """Perform the plans of a request, in order, as long as `reply` says that it wants more and there is time.

    `call` makes the call in a process of its own, and gives the rest of its reply.
    """
    order = request["schedules"]
    family.become_reaper()
    _take_one_processor()
    importing.compile_all(box)
    gc.collect()
    gc.freeze()  # what is frozen is not copied by a collection in a child
    until = time.monotonic() + order["seconds"]
    with tempfile.TemporaryFile() as result:
        for plan in order["plans"]:
            wanted = reply(_performed(plan, order, box, call, result))
            family.end_descendants(os.getpid())
            if not wanted or time.monotonic() > until:
                return


def _take_one_processor() -> None:
    """Only one thread runs at a time: handing the token on is much cheaper if they share a processor."""
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {allowed[int(time.monotonic_ns() >> 10) % len(allowed)]})
        turn.stand_in(os, sched_getaffinity=lambda _pid=0, /: set(allowed))


# ------------------------------------------------------------------------------------------- one schedule


def _performed(
    plan: dict[str, Any], order: dict[str, Any], box: str, call: Callable[[], dict[str, Any]], result: IO[bytes]
) -> dict[str, Any]:
    """The reply for one schedule."""
    result.seek(0)
    result.truncate()

    def subject(address: bytes) -> NoReturn:
        if not plan["trace"]:
            _silence()
        clocks = {name: getattr(time, name)() for name in ("monotonic", "time", "perf_counter")}
        folders = {"box": box + "/", "temporary": tempfile.gettempdir()}
        parts.install({"address": address, "trace": plan["trace"], "clocks": clocks, **folders})
        turn.arrive(0)
        os.pwrite(result.fileno(), json.dumps(call()).encode(), 0)
        os._exit(0)

    performance = Performance(plan, subject, order["most_seconds"])
    try:
        performance.perform()
        end = outcome(performance)
        performance.end()
        said = _result(result) if end == "ended" else None
        return {**(said or _no_result(end, performance)), "schedule": _told(plan, performance, end)}
    finally:
        performance.close()


def _silence() -> None:
    """What many runs print is of no use to anybody."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.close(null)


def _result(result: IO[bytes]) -> dict[str, Any] | None:
    """What the call came to, if it came to anything."""
    result.seek(0)
    try:
        said = json.loads(result.read())
    except ValueError:
        return None
    return said if isinstance(said, dict) and said.keys() in ({"value"}, {"error"}) else None


def _no_result(end: str, performance: Performance) -> dict[str, Any]:
    """Why there is no result; the words are for people who look at a record, since what counts is seen outside."""
    messages = {
        "ended": "the process ended before the call returned",
        "blocked": "nobody could go on",
        "polling": "everyone only looked again and again",
        "unknown": performance.problem or "somebody else might have gone on",
    }
    error = {"kind": end, "type": "", "message": messages[end]}
    return {"error": error, "stall": _stall(performance, end) if end in ("blocked", "polling") else None}


def _told(plan: dict[str, Any], performance: Performance, end: str) -> dict[str, Any]:
    conductor = performance.conductor
    problem = performance.problem or ("somebody else might have gone on" if end == "unknown" else "")
    return {
        "seed": plan["seed"],
        "strategy": plan["strategy"],
        "points": conductor.points,
        "switches": conductor.switches,
        "repeatable": performance.repeatable,
        "problem": problem,
        "steps": [_step(conductor, step) for step in conductor.log] if plan["trace"] else [],
        "behaviour": _behaviour(conductor),
    }


def _step(conductor: Conductor, step: dict[str, Any]) -> dict[str, Any]:
    return {**step, "thing": _name(conductor, step["thing"])}


def _name(conductor: Conductor, thing: str) -> str:
    kind, _, number = thing.partition(":")
    if kind == "process":
        known = conductor.entities[int(number)] if number.isdigit() and int(number) < len(conductor.entities) else None
        return known.name if known else thing
    return conductor.names.get(thing, kind)


def _behaviour(conductor: Conductor) -> str:
    """A digest of the order in which each thing was used; what readers do side by side has no order."""
    orders = []
    for uses in conductor.orders.values():
        phases: list[list[str]] = [[]]
        for who, operation in uses:
            if operation in _READS:
                phases[-1].append(who)
            else:
                phases += [[f"{who} {operation}"], []]
        orders.append(json.dumps([sorted(phase) for phase in phases]))
    return hashlib.sha256("\n".join(sorted(orders)).encode()).hexdigest()[:16]


# ------------------------------------------------------------------------------------------- a standstill


def _stall(performance: Performance, end: str) -> dict[str, Any]:
    """Who waited for what, as `grader.model.Stall` has it."""
    conductor = performance.conductor
    waits = [_wait(conductor, each) for each in conductor.blocked if not each.service or each.operation == "send"]
    at = round(time.monotonic() - performance.began, 3)
    return {"certain": end == "blocked", "since": at, "noticed": at, "waits": waits}


def _wait(conductor: Conductor, entity: Entity) -> dict[str, Any]:
    holders = conductor.holders(entity.things)
    children = [
        conductor.entities[int(thing.partition(":")[2])] for thing in entity.things if thing.startswith("process:")
    ]
    kind = "time" if entity.operation == "sleep" else "write" if entity.operation == "send" else _kind(entity)
    thing = _name(conductor, entity.thing)
    verb = {"child": "waits for", "read": "waits to read from", "write": "waits to write to"}.get(kind, "waits for")
    held = f", which {_listed(each.name for each in holders)} holds" if holders else ""
    line = f" (line {entity.place[1]})" if entity.place[1] else ""
    return {
        "pid": entity.pid,
        "thread": entity.thread,
        "kind": kind,
        "thing": thing,
        "holders": sorted({each.pid for each in holders + children}),
        "timed": entity.deadline is not None,
        "sentence": f"{entity.name} (pid {entity.pid}) {verb} {thing or 'time to pass'}{held}{line}",
    }


def _kind(entity: Entity) -> str:
    return _KINDS.get(entity.thing.partition(":")[0], "other")


def _listed(names: Any) -> str:
    return " and ".join(sorted(set(names)))
