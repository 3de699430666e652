"""What a hidden test is given: `student.call(...)` runs one call in the sandbox, `student.program(...)` a watched one.

    run = student.call("run_queue", batches=[[1, 2], [3]], consumers=2, capacity=2)
    with student.program("make_zombie", seconds=0.5) as live:
        assert live.wait(one_zombie, within_seconds=2), "no child was ever a zombie"
    assert live.run.children

Keywords of `call` and `program` that are not the function's own: `start_method` (`fork`, `spawn`, `forkserver`),
`repeat` (how many calls in one process), `work` (how long the workshop's work takes, and which of it fails),
`fetch` (files that the run leaves, wanted as text), `wall_seconds` and `linger_seconds`; `explore` has
`schedules` and `only_orders` as well.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from types import TracebackType
from typing import Any

from grader.escaping import cut
from grader.model import Evidence, Exploration, Json, Limits
from grader.sandbox.door import Job, LiveRun, ProcessLook, Sandbox
from grader.schedules import Budget
from grader.suite.counted import CountedSandbox
from grader.suite.exploring import Runs
from grader.suite.run import Run

ARGUMENT_CHARACTERS = 200
"""How much of one argument is shown in a call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What is being graded: the files of a submission, and the module and limits that the exercise gives them."""

    module: str
    files: Mapping[str, bytes]
    limits: Limits = field(default_factory=Limits)
    language: str = "python"

    def loading(self) -> Job:
        """The job that only loads the module: nothing can be judged if that does not work."""
        return self.job({"module": self.module, "function": None, "arguments": {}}, call=f"import {self.module}")

    def job(self, request: Mapping[str, Json], *, call: str, **settings: Any) -> Job:
        """A job for the driver of the assignment's language."""
        given = {"start_method": None, "repeat": 1, **request}
        return Job(
            files=self.files,
            driver=self.language,
            request=given,
            call=call,
            **{"limits": self.limits, **settings},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPlan:
    """What the workshop's `work(item)` does in a run: sleep or spin for some seconds, and fail on demand."""

    seconds: float = 0.02
    spin: bool = False
    """Whether it uses the processor all the time, instead of sleeping."""
    plan: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    """Items that differ, as JSON text: `{"3": {"seconds": 0.5}, '"b"': {"fails": True}}`."""

    def environment(self) -> dict[str, str]:
        """The variable that the workshop reads; the sandbox fills in where the records go."""
        plan = [[json.loads(item), dict(differs)] for item, differs in self.plan.items()]
        orders = {"records": "{records}", "seconds": self.seconds, "spin": self.spin, "plan": plan}
        return {"WORKSHOP": json.dumps(orders)}


class Student:
    """One submission, as one check sees it. It keeps the evidence of every run that the check asks for."""

    def __init__(
        self, sandbox: Sandbox, assignment: Assignment, *, seed: str, budget: Budget | None = None, at_once: int = 1
    ) -> None:
        self._sandbox = CountedSandbox(sandbox)
        self._assignment = assignment
        self._budget = budget or Budget()
        self._at_once = at_once
        self.random = Random(seed)  # noqa: S311 - inputs for a check, which must come again with the same seed
        """For inputs that differ from grade to grade, and can be had again with the grade's seed."""
        self.runs: list[Run] = []
        """What was run for this check so far."""
        self.explorations: list[Exploration] = []
        """The searches through schedules that were made for it."""

    def __repr__(self) -> str:
        return "student"

    @property
    def cpu_seconds(self) -> float:
        """Processor time of everything that was run for this check, also of schedules whose record nobody kept."""
        return self._sandbox.cpu_seconds

    def call(self, function: str, *, repeat: int = 1, **keywords: Any) -> Run:
        """Call a function of the submission in the sandbox and return what was seen of it."""
        evidence = self._sandbox.run(self._job(function, repeat=repeat, **keywords))
        self.runs.append(Run(evidence, repeat=repeat))
        return self.runs[-1]

    def explore(
        self, function: str, *, schedules: int | None = None, only_orders: bool = False, **keywords: Any
    ) -> Runs:
        """Call a function under many schedules of its processes; claims about the result start the search.

        Each schedule is a call of its own in a fresh process. Sleeping takes no time there. `schedules` are enough of
        them, whoever asks for more. Where it is time that decides, and not who comes first, `only_orders` will do: the
        natural order, and three that turn it round.
        """
        job = self._job(function, **keywords)
        most = min(self._budget.schedules, schedules or self._budget.schedules)
        enough = replace(self._budget, schedules=most, only_orders=only_orders)
        return Runs(self._sandbox, job, enough, runs=self.runs, explorations=self.explorations, at_once=self._at_once)

    def program(self, function: str, **keywords: Any) -> Program:
        """Call a function while watching it: a `with` block, which stops what then still runs."""
        return Program(self._sandbox.start(self._job(function, **keywords)), self.runs, self._sandbox.counted)

    def _job(
        self,
        function: str,
        *,
        start_method: str | None = None,
        repeat: int = 1,
        work: WorkPlan | None = None,
        fetch: tuple[str, ...] = (),
        wall_seconds: float | None = None,
        linger_seconds: float | None = None,
        ends_when_stuck: bool | None = None,
        **arguments: Json,
    ) -> Job:
        request: dict[str, Json] = {"module": self._assignment.module, "function": function, "arguments": arguments}
        request |= {"start_method": start_method, "repeat": repeat}
        settings: dict[str, Any] = {"environment": (work or WorkPlan()).environment(), "fetch": fetch}
        if wall_seconds is not None:
            settings["limits"] = replace(self._assignment.limits, wall_seconds=wall_seconds)
        if linger_seconds is not None:
            settings["linger_seconds"] = linger_seconds
        settings["ends_when_stuck"] = ends_when_stuck
        return self._assignment.job(request, call=call_text(function, arguments, start_method, repeat), **settings)


class Program:
    """A watched run, inside of its `with` block; after the block, `run` is the finished run."""

    run: Run

    def __init__(
        self, live: LiveRun, runs: list[Run], counted: Callable[[Evidence], Evidence] = lambda record: record
    ) -> None:
        self._live = live
        self._runs = runs
        self._counted = counted

    @property
    def main(self) -> int:
        """The pid of main."""
        return self._live.main

    def look(self) -> tuple[ProcessLook, ...]:
        """Return the processes of the run as they are now, zombies included."""
        return self._live.look()

    def signal(self, number: int, pid: int | None = None) -> None:
        """Send a signal to main, or to another process of the run."""
        self._live.signal(number, pid)

    def wait(
        self, until: Callable[[tuple[ProcessLook, ...]], bool], within_seconds: float
    ) -> tuple[ProcessLook, ...] | None:
        """Look until `until` likes what it sees and return that, or None if that never happened in time."""
        return self._live.wait(until, within_seconds)

    def wait_ended(self, within_seconds: float) -> bool:
        """Wait until main and all of its family are gone, and say whether that happened in time."""
        return self._live.wait_ended(within_seconds)

    def __enter__(self) -> Program:
        self._live.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, AssertionError):  # a promise that does not hold is no accident
            self._live.__exit__(None, None, None)
            self.run = Run(self._counted(self._live.evidence))
            self._runs.append(self.run)
        else:
            self._live.__exit__(kind, error, trace)


def call_text(function: str, arguments: Mapping[str, Json], start_method: str | None = None, repeat: int = 1) -> str:
    """Give a call as a student would write it, with a comment on what is special about it.

    `run_queue(batches=[[1, 2], [3]], consumers=2, capacity=2)  # start method: spawn`
    """
    shown = ", ".join(f"{name}={cut(repr(value), ARGUMENT_CHARACTERS)}" for name, value in arguments.items())
    special = [f"start method: {start_method}"] if start_method else []
    special += [f"{repeat} times in one process"] if repeat > 1 else []
    return f"{function}({shown})" + (f"  # {', '.join(special)}" if special else "")
