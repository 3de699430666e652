"""One student's report: what each page shows of a grade, and the page itself.

A promise that holds is one line. One that does not says what was seen and what to try, and shows the run in which it
was seen: the processes on a time axis, who waits for whom if it stood still, the steps of the shortest schedule that
fails, and the student's lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.model import CheckResult, Evidence, Grade, Verdict
from grader.report.book import Entry, Student
from grader.report.choice import MARKS, grouped, overall, showpiece_of, telling_run
from grader.report.lanes import Lanes, lanes
from grader.report.lifelines import Lifelines, lifelines
from grader.report.page import LONGEST_BLOCK, render
from grader.report.source import Excerpt, excerpts
from grader.report.wait_graph import WaitGraph, wait_graph

MOST_BYTES = 290_000
"""How large a page may be, if leaving out pictures can achieve it."""
MARKS_OF_A_PAGE = 6000
"""How much is drawn on one page, see `RunView.weight`.

Each exercise has its share of what those before it left, and one picture at least.
"""
ATTEMPTS = 3
"""How often a page that came out too large is made again with less in it."""
BYTES = 70
"""What a mark takes up, about."""
SMALL_ROWS, SMALL_WORK = 8, 4
"""Rows, and pieces of work in each, of a picture that would otherwise be more than its exercise's share."""
REASONS = {
    Verdict.FAILED: "What was seen",
    Verdict.SKIPPED: "Why it was skipped",
    Verdict.UNKNOWN: "Why it could not be judged",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One run, pictured."""

    run: Evidence
    lifelines: Lifelines
    waits: WaitGraph | None
    lanes: Lanes | None
    source: tuple[Excerpt, ...]

    @property
    def weight(self) -> int:
        """How much of a page it takes up, in marks of a picture."""
        written = [
            self.run.output,
            self.run.errors,
            *(each.failure.traceback for each in self.run.returns if each.failure),
        ]
        lines = sum(len(block) for excerpt in self.source for block in excerpt.blocks)
        steps = len(self.lanes.rows) if self.lanes else 0
        graph = 3 * len(self.waits.boxes) if self.waits else 0
        return (
            self.lifelines.weight
            + graph
            + lines
            + 4 * steps
            + sum(min(len(text), LONGEST_BLOCK) // BYTES for text in written)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Neighbouring checks that came out the same, for the same reason."""

    checks: tuple[CheckResult, ...]
    verdict: Verdict
    seen: tuple[str, ...]
    hints: tuple[str, ...]
    picture: RunView | None

    @property
    def first(self) -> CheckResult:
        """The check whose evidence and detail are shown for all of them."""
        return self.checks[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """One exercise of a report."""

    entry: Entry
    findings: tuple[Finding, ...]
    showpiece: RunView | None
    """Of an exercise without a failure: the run that shows best what was built."""
    pictures_left_out: int

    @property
    def weight(self) -> int:
        """How much of a page its pictures take up, in marks."""
        pictures = [self.showpiece, *(finding.picture for finding in self.findings)]
        return sum(picture.weight for picture in pictures if picture is not None)

    @property
    def grade(self) -> Grade:
        """The grade that is shown."""
        return self.entry.grade

    @property
    def verdict(self) -> Verdict:
        """What the grade as a whole comes to."""
        return overall(self.grade)


def render_student(student: Student, *, title: str = "", home: str = "") -> str:
    """Render a student's report as one HTML file.

    `title` is what it belongs to, such as the course; `home` is the address of the overview, if there is one.
    """
    marks, page = MARKS_OF_A_PAGE, ""
    for _ in range(ATTEMPTS):
        views = _views(student.current, marks)
        page = render(
            "student.html", styles=("page.css", "student.css"), student=student, title=title, home=home, views=views,
            marks=MARKS, reasons=REASONS, verdicts=Verdict,
        )  # fmt: skip
        if len(page) <= MOST_BYTES:
            break
        marks = sum(view.weight for view in views) * MOST_BYTES // len(page) * 3 // 4
    return page


def _views(entries: Sequence[Entry], marks: int) -> list[EntryView]:
    """Share the marks out among the exercises: what one does not need is left to the next ones."""
    views: list[EntryView] = []
    for number, entry in enumerate(entries):
        views.append(entry_view(entry, marks // (len(entries) - number)))
        marks = max(marks - views[-1].weight, 0)
    return views


def entry_view(entry: Entry, marks: int = MARKS_OF_A_PAGE) -> EntryView:
    """Choose what is shown of one grade, with so many marks in its pictures."""
    findings, pictured, left_out = [], 0, 0
    for group in grouped(entry.grade.checks):
        run = telling_run(group[0]) if group[0].verdict is not Verdict.PASSED else None
        picture = None if run is None else run_view(run, entry.files, marks)
        if picture is not None and pictured and picture.weight > marks:
            picture, left_out = None, left_out + 1
        if picture is not None:
            pictured, marks = pictured + 1, marks - picture.weight
        findings.append(_finding(group, picture))
    best = showpiece_of(entry.grade.checks) if not pictured else None
    showpiece = None if best is None else run_view(best, {}, marks)
    return EntryView(entry=entry, findings=tuple(findings), showpiece=showpiece, pictures_left_out=left_out)


def run_view(run: Evidence, files: Mapping[str, bytes], marks: int = MARKS_OF_A_PAGE) -> RunView:
    """Lay out a run, smaller where it would need more marks."""
    picture = lifelines(run)
    if picture.weight > marks:
        picture = lifelines(run, rows=SMALL_ROWS, work=SMALL_WORK)
    return RunView(
        run=run,
        lifelines=picture,
        waits=wait_graph(run, run.stall) if run.stall and run.stall.waits else None,
        lanes=lanes(run.schedule, files) if run.schedule and run.schedule.steps else None,
        source=excerpts(run, files),
    )


def _finding(checks: tuple[CheckResult, ...], picture: RunView | None) -> Finding:
    return Finding(
        checks=checks,
        verdict=checks[0].verdict,
        seen=tuple(checks[0].seen.splitlines()),
        hints=tuple(dict.fromkeys(check.hint for check in checks if check.hint)),
        picture=picture,
    )
