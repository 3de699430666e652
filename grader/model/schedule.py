"""The nouns of the race hunter: one schedule of a run, and a search through many."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that one entity did while it held the token; the steps of a run are in the order they happened."""

    who: str
    """The entity by its place in the family tree: `main`, `main.1` (its first child), `main.1/2` (a thread of it)."""
    pid: int
    number: int = 0
    """Which of its entity's steps this is, counted from 1; a plan names a preemption by it."""
    operation: str
    """`read`, `write`, `acquire`, `release`, `send`, `receive`, `fork`, `join`, `exit`, …"""
    thing: str = ""
    """What it was done to, named alike in the whole run: `counter.value`, `lock 1`, `pipe 2`."""
    file: str = ""
    line: int | None = None
    value: str = ""
    """What was read or written, as short text, where that is cheap to know."""
    blocked: bool = False
    """Whether the entity had to wait at this step, and the token moved on."""
    marked: str = ""
    """Why this step matters to the failure, such as `this update is lost`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How one run was scheduled."""

    seed: int
    """Gives this schedule again: `grader check … --replay SEED`."""
    strategy: str
    points: int = 0
    """How many scheduling points the run had."""
    switches: int = 0
    """How often the token moved on to someone else although its holder could have gone on."""
    repeatable: bool = True
    """Whether everything that happened was under control, so that the seed gives the same run again."""
    problem: str = ""
    """Why it was not repeatable, or why the run says nothing."""
    main: int = 0
    """The pid of the process that made the call."""
    processes: int = 0
    """How many processes were under control."""
    behaviour: str = ""
    """A digest of the order in which each thing was used: runs with the same digest differ in nothing that matters."""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """What a search through the schedules of one call came to."""

    call: str
    schedules: int
    failed: int = 0
    inconclusive: int = 0
    points: int = 0
    """Scheduling points of a run, at the median."""
    processes: int = 0
    """The largest number of processes in one run, main included."""
    places: int = 0
    """Places where a preemption could matter, from the profile."""
    places_tried: int = 0
    behaviours: int = 0
    """How many distinct behaviours were seen: orders of the operations that conflict."""
    stirred: int = 0
    """Runs with real concurrency, which were only stirred, beside the schedules."""
    seed: int | None = None
    """Of the first schedule that failed, shrunk."""
    sentence: str = ""
    """What it means, honestly: what was tried, and what that says about what was not."""
