"""The class at a glance: who has what, which promises are hardest, which mistakes are common, and what is odd.

Students are taken in one by one, and of each only what the overview shows is kept: a class with all its evidence would
not fit into memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import mean, median

from grader.model import Verdict
from grader.report.book import Entry, Student
from grader.report.choice import overall
from grader.report.mistakes import kind_of, oddities, unstable
from grader.report.page import render

BINS = 10
MOST_PROMISES = 15
MOST_MISTAKES = 20
MOST_NAMES = 12
MOST_ODDITIES = 200
SAME_FILES = "handed in the same files, byte for byte"
SHADES = 5
"""Shades of the heat map above that for nothing: 0 to 5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One student's grade for one exercise."""

    earned: float
    possible: float
    unknown: bool
    late: bool

    @property
    def shade(self) -> int:
        """Its colour in the heat map: 0 for no points, SHADES for all, the others in between."""
        share = self.earned / self.possible if self.possible else 0.0
        return SHADES if share >= 1 else 0 if share <= 0 else 1 + int(share * (SHADES - 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentRow:
    """One student of the class."""

    name: str
    page: str
    cells: dict[str, Cell]
    """By exercise."""

    @property
    def earned(self) -> float:
        """Points won in all exercises."""
        return sum(cell.earned for cell in self.cells.values())


@dataclass(slots=True)
class Promise:
    """One check over the class."""

    exercise: str
    text: str
    passed: int = 0
    judged: int = 0

    @property
    def share(self) -> float:
        """The part of those judged for whom it holds, from 0 to 1."""
        return self.passed / self.judged if self.judged else 1.0


@dataclass(slots=True)
class Mistake:
    """One kind of failure of one check, and who made it."""

    exercise: str
    promise: str
    kind: str
    example: str
    students: list[StudentRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """Something that somebody should look at."""

    students: tuple[StudentRow, ...]
    exercise: str
    what: str


class Overview:
    """A class, taken in student by student."""

    def __init__(self) -> None:
        self.rows: list[StudentRow] = []
        self.titles: dict[str, str] = {}
        self.possible: dict[str, float] = {}
        self._promises: dict[tuple[str, str], Promise] = {}
        self._mistakes: dict[tuple[str, str, str], Mistake] = {}
        self._oddities: dict[tuple[str, str], list[StudentRow]] = {}
        self._same_files: dict[tuple[str, str], list[StudentRow]] = {}

    def take(self, student: Student, page: str) -> None:
        """Take in one student, whose own page lies at that address."""
        row = StudentRow(
            name=student.name, page=page, cells={entry.grade.exercise: _cell(entry) for entry in student.current}
        )
        self.rows.append(row)
        for entry in student.current:
            self._take_entry(entry, row)
        for exercise, what in unstable(student.entries):
            self._oddities.setdefault((exercise, what), []).append(row)

    def _take_entry(self, entry: Entry, row: StudentRow) -> None:
        grade = entry.grade
        self.titles[grade.exercise] = grade.title
        self.possible[grade.exercise] = max(grade.possible, self.possible.get(grade.exercise, 0.0))
        for check in grade.checks:
            promise = self._promises.setdefault((grade.exercise, check.name), Promise(grade.exercise, check.promise))
            promise.passed += check.verdict is Verdict.PASSED
            promise.judged += check.verdict is not Verdict.UNKNOWN
            if check.verdict is Verdict.FAILED:
                kind = kind_of(check)
                mistake = Mistake(grade.exercise, check.promise, kind, check.seen.partition("\n")[0])
                self._mistakes.setdefault((grade.exercise, check.name, kind), mistake).students.append(row)
        for what in oddities(entry):
            self._oddities.setdefault((grade.exercise, what), []).append(row)
        if grade.earned:
            self._same_files.setdefault((grade.exercise, grade.submission), []).append(row)

    @property
    def exercises(self) -> tuple[str, ...]:
        """The names of all exercises that anybody handed in, in their order."""
        return tuple(sorted(self.titles))

    @property
    def hardest(self) -> list[Promise]:
        """The promises that hold for the fewest, hardest first; those that hold for everybody are left out."""
        broken = (promise for promise in self._promises.values() if promise.share < 1)
        return sorted(broken, key=lambda promise: promise.share)[:MOST_PROMISES]

    @property
    def mistakes(self) -> list[Mistake]:
        """The kinds of failure, the most common first."""
        return sorted(self._mistakes.values(), key=lambda mistake: -len(mistake.students))

    @property
    def odd(self) -> list[Oddity]:
        """What somebody should look at, interference first."""
        same = [((exercise, SAME_FILES), rows) for (exercise, _), rows in self._same_files.items() if len(rows) > 1]
        found = [
            Oddity(students=tuple(rows), exercise=exercise, what=what)
            for (exercise, what), rows in [*self._oddities.items(), *same]
        ]
        return sorted(found, key=lambda oddity: not oddity.what.startswith("interfered"))

    @property
    def shares(self) -> list[float]:
        """Each student's part of all the points that the class could win, from 0 to 1."""
        whole = sum(self.possible.values())
        return [row.earned / whole if whole else 0.0 for row in self.rows]


def _cell(entry: Entry) -> Cell:
    grade = entry.grade
    return Cell(
        earned=grade.earned,
        possible=grade.possible,
        unknown=overall(grade) is Verdict.UNKNOWN,
        late=entry.late,
    )


def histogram(shares: Sequence[float]) -> list[int]:
    """Count how many parts lie in each tenth; what is 1 and more belongs to the last, what is below 0 to the first."""
    counts = [0] * BINS
    for share in shares:
        counts[min(max(int(share * BINS), 0), BINS - 1)] += 1
    return counts


def render_overview(overview: Overview, *, title: str, made: datetime | None = None) -> str:
    """Render the overview of a class as one HTML file."""
    shares = overview.shares
    return render(
        "overview.html",
        styles=("page.css", "overview.css"),
        script="overview.js",
        title=title,
        made=made,
        overview=overview,
        histogram=histogram(shares),
        mean=mean(shares) if shares else 0.0,
        median=median(shares) if shares else 0.0,
        whole=sum(overview.possible.values()),
        most_mistakes=MOST_MISTAKES,
        most_names=MOST_NAMES,
        most_oddities=MOST_ODDITIES,
    )
