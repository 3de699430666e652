"""A grade as lines for people: each promise with its mark and points, what was seen where it did not hold, the total.

Everything that a student's program may have chosen is escaped here.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from grader.cli.terminal import Line
from grader.escaping import shown
from grader.model import CheckResult, Evidence, Grade, Verdict
from grader.report.timeline import UNICODE, Marks, timeline
from grader.sentences import count

MARKS = {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.SKIPPED: "–", Verdict.UNKNOWN: "?"}
STYLES = {Verdict.PASSED: "green", Verdict.FAILED: "bold red", Verdict.SKIPPED: "yellow", Verdict.UNKNOWN: "magenta"}
INDENT = 4
LONGEST_TEXT = 2000
MOST_ROWS = 20
BRIEF_ROWS = 8
"""Rows of the one timeline that is shown without being asked for."""


def grade_lines(
    grade: Grade, *, again: Sequence[str], verbose: bool = False, width: int = 80, marks: Marks = UNICODE
) -> Iterator[Line]:
    """Give the whole report of a grade; `again` are the words of the command line that repeats it."""
    yield Line(f"{grade.exercise.partition('_')[0]} · {grade.title}", "bold")
    yield Line()
    body = list(_problem(grade) if grade.problem else _checks(grade, verbose, width, marks))
    yield from body
    if body and body[-1] != Line():
        yield Line()
    yield from _total(grade, again)


def _problem(grade: Grade) -> Iterator[Line]:
    """Say once what stopped everything; the promises would only repeat it."""
    style = STYLES[Verdict.UNKNOWN if grade.undecided else Verdict.FAILED]
    yield Line(shown(grade.problem, limit=LONGEST_TEXT), head="? " if grade.undecided else "✗ ", head_style=style)
    if not grade.undecided:
        yield Line(f"Nothing could be checked before this is put right ({count(len(grade.checks), 'check')} waiting).")


def _checks(grade: Grade, verbose: bool, width: int, marks: Marks) -> Iterator[Line]:
    points_room = max((len(_points(check)) for check in grade.checks), default=0)
    pictured = next((check for check in grade.checks if check.verdict is Verdict.FAILED and _family_runs(check)), None)
    told: set[str] = set()
    for check in grade.checks:
        yield _promise(check, points_room)
        if verbose or check.verdict is not Verdict.PASSED:
            yield from _reasons(check, told, verbose)
            runs = check.evidence if verbose else _family_runs(check)[-1:] if check is pictured else ()
            for run in runs:
                yield from _picture(run, width, marks, MOST_ROWS if verbose else BRIEF_ROWS)
            yield Line()


def _family_runs(check: CheckResult) -> tuple[Evidence, ...]:
    """Give the runs in which there was more than main: only they are worth a picture that nobody asked for."""
    return tuple(run for run in check.evidence if len(run.processes) > 1)


def _promise(check: CheckResult, points_room: int) -> Line:
    head = f"{MARKS[check.verdict]} {check.verdict.value:<7}  {_points(check):>{points_room}}  "
    return Line(shown(check.promise), head=head, head_style=STYLES[check.verdict])


def _points(check: CheckResult) -> str:
    """Give what was earned and what could have been; nothing is lost where we could not judge."""
    earned = "?" if check.verdict is Verdict.UNKNOWN else f"{check.earned:g}"
    return f"{earned}/{check.points:g}"


def _reasons(check: CheckResult, told: set[str], verbose: bool) -> Iterator[Line]:
    """Say what was seen and what to try, each text only the first time it comes."""
    seen = shown(check.seen, limit=LONGEST_TEXT, lines=True)
    if seen in told:
        yield Line("the same as above", "dim", indent=INDENT)
    else:
        yield from (Line(sentence, indent=INDENT) for sentence in seen.splitlines() if sentence.strip())
    for line in shown(check.detail, limit=LONGEST_TEXT, lines=True).splitlines() if verbose else ():
        yield Line(line, "dim", indent=INDENT, verbatim=True)
    if check.hint and check.hint not in told:
        yield Line(shown(check.hint), head="hint: ", head_style="cyan", indent=INDENT)
    told |= {seen, check.hint} - {""}


def _picture(run: Evidence, width: int, marks: Marks, rows: int) -> Iterator[Line]:
    yield Line()
    if run.call:
        yield Line(shown(run.call, limit=width - INDENT), "bold", indent=INDENT, verbatim=True)
    for line in timeline(run, width=width - INDENT, rows=rows, marks=marks):
        yield Line(line, indent=INDENT, verbatim=True)


def summary_line(grade: Grade) -> Line:
    """Give one grade among many: its mark, its points, and how many of its checks passed."""
    verdict = Verdict.PASSED if grade.passed else Verdict.UNKNOWN if grade.undecided else Verdict.FAILED
    passed = sum(check.verdict is Verdict.PASSED for check in grade.checks)
    text = grade.problem or f"{passed} of {count(len(grade.checks), 'check')}, {grade.seconds:.1f} s"
    head = f"{MARKS[verdict]} {verdict.value:<7}  {grade.earned:g}/{grade.possible:g}  {grade.exercise}: "
    return Line(shown(text, limit=LONGEST_TEXT), head=head, head_style=STYLES[verdict])


def _total(grade: Grade, again: Sequence[str]) -> Iterator[Line]:
    verdicts = [check.verdict for check in grade.checks]
    tally = ", ".join(f"{verdicts.count(verdict)} {verdict.value}" for verdict in Verdict if verdict in verdicts)
    style = STYLES[Verdict.PASSED if grade.passed else Verdict.UNKNOWN if grade.undecided else Verdict.FAILED]
    yield Line(f"{grade.earned:g} of {grade.possible:g} points", style, head=f"{tally or 'nothing checked'}: ")
    if grade.undecided:
        yield Line("What could not be judged is our fault, and costs no points. Please run it again.")
    facts = f"seed {grade.seed} · {grade.level.label} · {grade.seconds:.1f} s"
    yield Line(facts, "dim")
    yield Line(shlex.join(again), "dim", head="again: ", head_style="dim", verbatim=True)
