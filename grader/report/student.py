"""One student's report: what each page shows of a grade, and the page itself.

A promise that holds is one line. One that does not says what was seen and what to try, and shows the run in which it
was seen: the processes on a time axis, who waits for whom if it stood still, the steps of the shortest schedule that
fails, and the student's lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.model import CheckResult, Evidence, Grade, Verdict
from grader.report.book import Entry, Student
from grader.report.choice import MARKS, grouped, overall, showpiece_of, telling_run
from grader.report.lanes import Lanes, lanes
from grader.report.lifelines import Lifelines, lifelines
from grader.report.page import render
from grader.report.source import Excerpt, excerpts
from grader.report.wait_graph import WaitGraph, wait_graph
from grader.sentences import run_sentences

MOST_PICTURES = 12
"""Runs that are pictured of one exercise, where it is the only one of a report."""
PICTURES_AMONG_MANY = 3
MANY = 3
"""A report of more exercises than this pictures fewer runs of each."""
REASONS = {
    Verdict.FAILED: "What was seen",
    Verdict.SKIPPED: "Why it was skipped",
    Verdict.UNKNOWN: "Why it could not be judged",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One run, pictured."""

    run: Evidence
    sentences: tuple[str, ...]
    lifelines: Lifelines
    waits: WaitGraph | None
    lanes: Lanes | None
    source: tuple[Excerpt, ...]


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
    many = len(student.current) > MANY
    views = [entry_view(entry, PICTURES_AMONG_MANY if many else MOST_PICTURES) for entry in student.current]
    return render("student.html", styles=("page.css", "student.css"), student=student, title=title, home=home,
                  views=views, marks=MARKS, reasons=REASONS, verdicts=Verdict)  # fmt: skip


def entry_view(entry: Entry, most_pictures: int = MOST_PICTURES) -> EntryView:
    """Choose what is shown of one grade."""
    findings, pictured, left_out = [], 0, 0
    for group in grouped(entry.grade.checks):
        run = telling_run(group[0]) if group[0].verdict is not Verdict.PASSED else None
        left_out += run is not None and pictured >= most_pictures
        picture = run_view(run, entry.files) if run is not None and pictured < most_pictures else None
        pictured += picture is not None
        findings.append(_finding(group, picture))
    best = showpiece_of(entry.grade.checks) if not pictured else None
    showpiece = None if best is None else run_view(best, {})
    return EntryView(entry=entry, findings=tuple(findings), showpiece=showpiece, pictures_left_out=left_out)


def run_view(run: Evidence, files: Mapping[str, bytes]) -> RunView:
    """Lay out a run."""
    return RunView(
        run=run,
        sentences=run_sentences(run),
        lifelines=lifelines(run),
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
