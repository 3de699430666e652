"""What the trusted side tells the launcher once (`Setting`), the launcher a keeper for each run (`Plan`)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from grader.model import Level, Limits
from grader.sandbox.door import Job

Drivers: TypeAlias = Mapping[str, Callable[[int, int, str], None]]
"""By language, what runs a submission in main: it takes the descriptors of request and reply, and the folder."""
FIRST_STUDENT_UID = 200_000
"""Where the range of uids begins that student code gets under root; nobody else should own one."""
STUDENT_UIDS = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a launcher holds what it runs; found out once, by trying."""

    level: Level
    readable: tuple[str, ...] = ()
    """Folders of the machine that student code may read: the interpreter and the system's libraries."""
    hidden: tuple[str, ...] = ()
    """Folders that it must not read even if they lie within those: the grader and its courses."""
    landlock: int = 0
    """ABI version."""
    reachable: bool = True
    """Whether another user can reach the interpreter."""
    polling: bool = False
    """Use the portable observer even where the exact one works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One run, as far as it is known before there is a job for it."""

    name: str
    """Unique on this machine; the run's folder and control group are called so."""
    setting: Setting
    inherit: bool = False
    """Run in the caller's folder, environment and terminal, as the caller: `grader trace`."""


def job_to_wire(job: Job) -> dict[str, Any]:
    """A job as plain JSON, file contents in base64."""
    data = {
        name: getattr(job, name) for name in ("command", "driver", "linger_seconds", "fetch", "ends_when_stuck", "call")
    }
    data["limits"] = asdict(job.limits)
    data["environment"] = dict(job.environment)
    data["request"] = None if job.request is None else dict(job.request)
    data["files"] = {name: base64.b64encode(content).decode() for name, content in job.files.items()}
    return data


def job_from_wire(data: dict[str, Any]) -> Job:
    """What `job_to_wire` made, as a job again."""
    return Job(
        files={name: base64.b64decode(content) for name, content in data["files"].items()},
        command=tuple(data["command"]),
        driver=data["driver"],
        request=data["request"],
        environment=data["environment"],
        limits=Limits(**data["limits"]),
        linger_seconds=data["linger_seconds"],
        fetch=tuple(data["fetch"]),
        ends_when_stuck=data["ends_when_stuck"],
        call=data["call"],
    )
