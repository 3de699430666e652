"""What every format lists: one row for each check, with its texts made visible and cut to a bearable length."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone

from grader.escaping import shown
from grader.model import CheckResult, Grade, Verdict

LONGEST_TEXT = 2000
"""Characters of one row's text: what Classroom 50 keeps of a test's output."""
LONGEST_TITLE = 300
OUR_FAULT = "could not be judged, which is our fault and costs no points"
NO_SCORE = (
    "Something could not be judged. That is our fault: no score is recorded, and no points are lost. Run it again."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What a format may need to know besides the grades."""

    variables: Mapping[str, str] = field(default_factory=dict)
    """The environment, where a platform says who hands in what."""
    now: datetime = field(default_factory=lambda: datetime.now(timezone.utc))
    """The time of the grading, in UTC."""
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    """A word that no student can know."""
    files: Mapping[str, str] = field(default_factory=dict)
    """By exercise, where its main file lies in the repository, such as `exercises/05_queue/queue.py`."""
    note: str = ""
    """One line about the whole, such as that the grading is not over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One check as a platform lists it. Every text is printable; `text` may have several lines, the others have one."""

    exercise: str
    name: str
    """The test's function name; unique together with the exercise."""
    title: str
    """`05 · ` and the promise."""
    verdict: Verdict
    points: float
    earned: float
    reason: str
    """What was seen; equal for checks that came out so for the same reason."""
    text: str
    """What was seen, expected and got where the policy shows it, and the hint; empty for a check that passed."""
    seconds: float
    schedules: tuple[int, int] = (0, 0)
    """How many schedules were tried, and how many of them failed."""
    place: tuple[str, int] | None = None
    """The file of the submission, and the line, at which the last run failed."""


def rows_of(grades: Iterable[Grade], *, limit: int = LONGEST_TEXT) -> tuple[Row, ...]:
    """Give the checks of all grades in order; a grade whose checks are not known is one row that is undecided."""
    return tuple(row for grade in grades for row in _rows(grade, limit))


def by_reason(rows: Iterable[Row]) -> list[list[Row]]:
    """Give the rows that say something, those together that came out the same in one exercise for the same reason."""
    groups: dict[tuple[str, Verdict, str], list[Row]] = {}
    for row in rows:
        if row.text:
            groups.setdefault((row.exercise, row.verdict, row.reason), []).append(row)
    return list(groups.values())


def title_of(group: Sequence[Row]) -> str:
    """Give the title of the first, and how many more there are."""
    return group[0].title + (f" (and {len(group) - 1} more)" if len(group) > 1 else "")


def is_undecided(grades: Iterable[Grade]) -> bool:
    """Whether anything could not be judged for reasons of ours."""
    return any(grade.undecided for grade in grades)


def was_not_read(grade: Grade) -> bool:
    """Whether there was no submission to judge: it has no files, so it has no digest."""
    return not grade.submission


def number_of(grade: Grade) -> str:
    """Give the exercise's number: `05`."""
    return grade.exercise.partition("_")[0]


def plain(points: float) -> int | float:
    """Give points as people write them: `2` and not `2.0`, and no dust of binary fractions."""
    rounded = round(points, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def earned_and_possible(grades: Sequence[Grade]) -> tuple[int | float, int | float]:
    """Add up the points of all grades."""
    return plain(sum(grade.earned for grade in grades)), plain(sum(grade.possible for grade in grades))


def headline(grade: Grade) -> str:
    """Say in one line what a grade came to, with what is needed to repeat it."""
    earned, possible = earned_and_possible([grade])
    facts = f"seed {grade.seed}, {grade.level.label}, grader {grade.version}"
    facts = "not read" if was_not_read(grade) else facts
    return shown(f"{number_of(grade)} · {grade.title}: {earned} of {possible} points ({facts})", limit=LONGEST_TITLE)


def _rows(grade: Grade, limit: int) -> Iterator[Row]:
    for check in grade.checks:
        yield Row(
            exercise=grade.exercise,
            name=check.name,
            title=_title(grade, check.promise),
            verdict=check.verdict,
            points=check.points,
            earned=check.earned,
            reason=shown(check.seen, limit=limit),
            text=_text(check, limit),
            seconds=check.seconds,
            schedules=(sum(each.schedules for each in check.explorations), sum(e.failed for e in check.explorations)),
            place=_place(check),
        )
    if not grade.checks:
        text = shown(f"{OUR_FAULT}: {grade.problem}" if grade.problem else OUR_FAULT, limit=limit)
        yield Row(
            exercise=grade.exercise,
            name="suite",
            title=_title(grade, "The checks of this exercise can be run."),
            verdict=Verdict.UNKNOWN,
            points=0.0,
            earned=0.0,
            reason=text,
            text=text,
            seconds=grade.seconds,
        )


def _title(grade: Grade, promise: str) -> str:
    return shown(f"{number_of(grade)} · {promise}", limit=LONGEST_TITLE)


def _text(check: CheckResult, limit: int) -> str:
    if check.verdict is Verdict.PASSED:
        return ""
    hint = f"hint: {check.hint}" if check.hint else ""
    return shown("\n".join(filter(None, (check.seen, check.detail, hint))), limit=limit, lines=True)


def _place(check: CheckResult) -> tuple[str, int] | None:
    """Give where the last run failed, if that is a file inside of the submission; its program says so itself."""
    failures = [each.failure for run in check.evidence[-1:] for each in run.returns if each.failure]
    for failure in reversed(failures):
        inside = failure.file == shown(failure.file) and not {"", ".", ".."} & set(failure.file.split("/"))
        if inside and failure.line is not None and failure.line > 0:
            return failure.file, failure.line
    return None
