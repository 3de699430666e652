"""A grade as lines for people: each promise with its mark and points, what was seen where it did not hold, the total.

Everything that a student's program may have chosen is escaped here.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from grader.cli.terminal import Line
from grader.escaping import shown
from grader.model import CheckResult, Evidence, Grade, Schedule, Verdict
from grader.report.choice import MARKS, family_runs, grouped, overall
from grader.report.swimlanes import lanes, legend
from grader.report.timeline import UNICODE, Marks, timeline
from grader.report.waits import wait_lines
from grader.sentences import count

STYLES = {Verdict.PASSED: "green", Verdict.FAILED: "bold red", Verdict.SKIPPED: "yellow", Verdict.UNKNOWN: "magenta"}
INDENT = 4
LONGEST_TEXT = 2000
LONGEST_CALL = 200
MOST_ROWS = 20
BRIEF_ROWS = 8
"""Rows of the one timeline that is shown without being asked for."""
SCHEDULE_ROWS = 60


def grade_lines(
    grade: Grade, *, again: Sequence[str], verbose: bool = False, width: int = 80, marks: Marks = UNICODE
) -> Iterator[Line]:
    """Give the whole report of a grade; `again` are the words of the command line that repeats it."""
    yield Line(f"{grade.exercise.partition('_')[0]} · {grade.title}", "bold")
    yield Line()
    problem = grade.problem or ("" if verbose else _common_problem(grade))
    body = list(_problem(grade, problem) if problem else _checks(grade, verbose, width, marks))
    yield from body
    if body and body[-1] != Line():
        yield Line()
    yield from _total(grade, again)


def _problem(grade: Grade, problem: str) -> Iterator[Line]:
    """Say once what stopped everything; the promises would only repeat it."""
    style = STYLES[Verdict.UNKNOWN if grade.undecided else Verdict.FAILED]
    yield Line(shown(problem, limit=LONGEST_TEXT), head="? " if grade.undecided else "✗ ", head_style=style)
    if not grade.undecided:
        yield Line(f"{count(len(grade.checks), 'check waits', 'checks wait')} for this.", indent=2)


def _common_problem(grade: Grade) -> str:
    """Give what every failed check saw, if that is a function that is not there yet, and nothing passed."""
    failed = [check for check in grade.checks if check.verdict is Verdict.FAILED]
    if len({check.seen for check in failed}) != 1 or not all(map(_is_not_there_yet, failed)):
        return ""
    return failed[0].seen if len(failed) + _number(grade, Verdict.SKIPPED) == len(grade.checks) else ""


def _is_not_there_yet(check: CheckResult) -> bool:
    """Whether the call could not even begin: no such function, or not these parameters, or a stub as it was given."""
    failures = [each.failure for run in check.evidence[-1:] for each in run.returns if each.failure]
    return any(
        failure.kind in ("missing", "signature") or failure.type == "NotImplementedError" for failure in failures
    )


def _number(grade: Grade, verdict: Verdict) -> int:
    return sum(check.verdict is verdict for check in grade.checks)


def _checks(grade: Grade, verbose: bool, width: int, marks: Marks) -> Iterator[Line]:
    """Give all checks in order; neighbours that came out the same for the same reason share it."""
    points_room = max((len(_points(check)) for check in grade.checks), default=0)
    pictured = next((check for check in grade.checks if check.verdict is Verdict.FAILED and family_runs(check)), None)
    for checks in grouped(grade.checks, apart=verbose):
        yield from (_promise(check, points_room) for check in checks)
        if verbose or checks[0].verdict is not Verdict.PASSED:
            yield from _reasons(checks, verbose)
            runs = checks[0].evidence if verbose else family_runs(pictured)[-1:] if pictured in checks else ()
            for run in runs:
                yield from _picture(run, width, marks, MOST_ROWS if verbose else BRIEF_ROWS)
            yield Line()


def _promise(check: CheckResult, points_room: int) -> Line:
    head = f"{MARKS[check.verdict]} {check.verdict.value:<7}  {_points(check):>{points_room}}  "
    return Line(shown(check.promise), head=head, head_style=STYLES[check.verdict])


def _points(check: CheckResult) -> str:
    """Give what was earned and what could have been; nothing is lost where we could not judge."""
    earned = "?" if check.verdict is Verdict.UNKNOWN else f"{check.earned:g}"
    return f"{earned}/{check.points:g}"


def _reasons(checks: Sequence[CheckResult], verbose: bool) -> Iterator[Line]:
    """Say what was seen, which is the same for all of these, and what to try."""
    sentences = shown(checks[0].seen, limit=LONGEST_TEXT, lines=True).splitlines()
    yield from (Line(sentence, head="- " if len(sentences) > 1 else "", indent=INDENT) for sentence in sentences)
    for line in shown(checks[0].detail, limit=LONGEST_TEXT, lines=True).splitlines() if verbose else ():
        yield Line(line, "dim", indent=INDENT, verbatim=True)
    for explored in checks[0].explorations if verbose else ():
        yield Line(shown(explored.sentence), "dim", head="explored: ", head_style="dim", indent=INDENT)
    for hint in dict.fromkeys(check.hint for check in checks if check.hint):
        yield Line(shown(hint), head="hint: ", head_style="cyan", indent=INDENT)


def _picture(run: Evidence, width: int, marks: Marks, rows: int) -> Iterator[Line]:
    yield Line()
    if run.call:
        yield Line(shown(run.call, limit=LONGEST_CALL), "bold", indent=INDENT)
    if run.schedule is not None and run.schedule.steps:
        yield from schedule_lines(run.schedule, width=width, rows=SCHEDULE_ROWS if rows == MOST_ROWS else BRIEF_ROWS)
    else:
        drawn = timeline(run, width=width - INDENT, rows=rows, marks=marks)
        yield from (Line(line, indent=INDENT, verbatim=True) for line in drawn)
    if waits := wait_lines(run, marks=marks):
        yield Line()
        yield Line("Who waits for whom:", indent=INDENT)
        yield from (Line(line, indent=INDENT + 2, verbatim=True) for line in waits)


def schedule_lines(schedule: Schedule, *, width: int, rows: int) -> Iterator[Line]:
    """Draw a schedule as swim lanes, under a line that says which it is."""
    yield Line(legend(schedule), "dim", indent=INDENT)
    for line in lanes(schedule, width=width - INDENT, rows=rows):
        yield Line(line, indent=INDENT, verbatim=True)


def summary_line(grade: Grade) -> Line:
    """Give one grade among many: its mark, its points, and how many of its checks passed."""
    verdict = overall(grade)
    text = (
        grade.problem
        or f"{_number(grade, Verdict.PASSED)} of {count(len(grade.checks), 'check')}, {grade.seconds:.1f} s"
    )
    head = f"{MARKS[verdict]} {verdict.value:<7}  {grade.earned:g}/{grade.possible:g}  {grade.exercise}: "
    return Line(shown(text, limit=LONGEST_TEXT), head=head, head_style=STYLES[verdict])


def _total(grade: Grade, again: Sequence[str]) -> Iterator[Line]:
    tally = ", ".join(f"{number} {verdict.value}" for verdict in Verdict if (number := _number(grade, verdict)))
    style = STYLES[overall(grade)]
    yield Line(f"{grade.earned:g} of {grade.possible:g} points", style, head=f"{tally or 'nothing checked'}: ")
    if grade.undecided:
        yield Line("What could not be judged is our fault, and costs no points. Please run it again.")
    facts = f"seed {grade.seed} · {grade.level.label} · {grade.seconds:.1f} s"
    yield Line(facts, "dim")
    yield Line(shlex.join(again), "dim", head="again: ", head_style="dim", verbatim=True)
