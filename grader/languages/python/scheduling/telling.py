"""What a performance came to, as a reply tells it: the schedule with its steps, and a standstill with who waits."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable
from typing import Any

from grader.languages.python.scheduling.conductor import Conductor
from grader.languages.python.scheduling.entities import Entity
from grader.languages.python.scheduling.performance import Performance

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


def schedule(plan: dict[str, Any], performance: Performance, end: str) -> dict[str, Any]:
    """How the run was scheduled, as `grader.model.Schedule` has it."""
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
        "main": performance.subject,
        "processes": len({each.pid for each in conductor.entities if each.pid}),
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


def stall(performance: Performance, end: str) -> dict[str, Any]:
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


def _listed(names: Iterable[str]) -> str:
    return " and ".join(sorted(set(names)))
