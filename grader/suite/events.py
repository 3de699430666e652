"""What the runner of a hidden suite tells, one JSON object per line: each event a type, and back.

{"collected": [{"name": …, "promise": …, "points": …}, …]}   {"level": 3}   {"started": name}
{"check": {…}}   {"problem": text}   {"done": true}
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from grader.errors import GraderError, SuiteError
from grader.evidence import from_json, loads_strict, to_json
from grader.model import CheckResult, Json, Level

EVENT_DEPTH = 200
"""How deep an event may be nested: a record of the greatest depth fits in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One check that will be looked at."""

    name: str
    promise: str
    points: float


@dataclass(frozen=True, slots=True)
class Collected:
    """The suite was read; these are its checks, in order."""

    checks: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """How strongly the sandbox holds the student's program."""

    level: Level


@dataclass(frozen=True, slots=True)
class Started:
    """A check is being looked at now."""

    name: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A check was decided."""

    check: CheckResult


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the submission, or the suite, cannot be judged as a whole: one line."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing more will come."""


Event = Collected | Held | Started | Decided | Problem | Done


def to_line(event: Event) -> bytes:
    """Write an event as one line of JSON."""
    return json.dumps(_plain(event), allow_nan=False, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> Event:
    """Read an event. Raises SuiteError for anything else."""
    try:
        ((key, data),) = loads_strict(line, max_depth=EVENT_DEPTH).items()
        return _event(key, data)
    except (GraderError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise SuiteError(f"the runner of the hidden suite wrote something that is no event: {error}") from None


def _plain(event: Event) -> dict[str, Json]:
    match event:
        case Collected(checks):
            return {"collected": [to_json(check) for check in checks]}
        case Held(level):
            return {"level": level.value}
        case Started(name):
            return {"started": name}
        case Decided(check):
            return {"check": to_json(check)}
        case Problem(text):
            return {"problem": text}
        case Done():
            return {"done": True}


def _event(key: str, data: Json) -> Event:
    match key, data:
        case "collected", list(checks):
            return Collected(tuple(from_json(Planned, check) for check in checks))
        case "level", int(number):
            return Held(Level(number))
        case "started", str(name):
            return Started(name)
        case "check", _:
            return Decided(from_json(CheckResult, data))
        case "problem", str(text):
            return Problem(text)
        case "done", True:
            return Done()
    raise ValueError(key)
