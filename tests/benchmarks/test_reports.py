"""What reports cost: bytes, time to write those of a class, and time until the overview of 500 students is open."""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import pytest
from browsing import chromium, no_browser
from builders import a_child, a_run
from grades import a_check, a_failed_check, a_grade
from pairs import BARE_SECONDS, bare_call, seconds_of, told
from pictures import FILES, a_deadlocked_run, a_failed_run, a_race_run, a_zombie_run

from grader.model import Work
from grader.report import Entry, Student
from grader.report.files import write_class
from grader.report.overview import Overview, render_overview
from grader.report.student import render_student

EXERCISES = 14
CLASS = 500
MOST_BYTES = 300_000
OPEN_SECONDS = 2.0
REPORTS_PER_CALL = 2.5
"""A report of 14 exercises may take as long as so many bare calls."""
RUNS = (a_zombie_run(), a_deadlocked_run(), a_failed_run(), a_race_run())


def a_student(number):
    """A student with 14 exercises of 9 checks, four of which failed with a picture of another kind each."""
    work = tuple(Work(pid=pid, item=item, began=0.1 + item / 30, ended=0.12 + item / 30) for pid in (3, 4, 5)
                 for item in range(8))  # fmt: skip
    passed = [a_check(f"test_{n}", evidence=(a_run(*map(a_child, (3, 4, 5)), work=work),)) for n in range(5)]
    failed = [a_failed_check(f"test_failed_{n}", seen=f"{n} lost", evidence=(run,)) for n, run in enumerate(RUNS)]
    whole = a_grade(*passed, *failed, submission=f"{number:064}")
    grades = (replace(whole, exercise=f"{n:02}_counting", title=f"Counting {n}") for n in range(EXERCISES))
    return Student(name=f"Student {number}", entries=tuple(Entry(grade=grade, files=FILES) for grade in grades))


@pytest.fixture(scope="module")
def overview():
    """The overview of the class as a page."""
    seen = Overview()
    for number in range(CLASS):
        seen.take(a_student(number), f"student-{number}.html")
    return render_overview(seen, title="Counting")


def test_a_report_of_fourteen_exercises_is_small(capsys):
    size = len(render_student(a_student(1), title="Counting").encode())
    told(capsys, f"one report of {EXERCISES} exercises: {size / 1000:.0f} kB (at most {MOST_BYTES / 1000:.0f})")
    assert size < MOST_BYTES


def test_a_class_is_written_in_seconds(tmp_path, capsys):
    some = [a_student(number) for number in range(20)]
    write_class(some[:1], tmp_path, title="Counting")
    each = seconds_of(lambda: write_class(some, tmp_path, title="Counting")) / len(some)
    bare = min(seconds_of(bare_call) for _ in range(5))
    told(capsys, f"one report: {each * 1000:.0f} ms, {each / bare:.2f} × a bare call (at most {REPORTS_PER_CALL}); "
                 f"so {CLASS} reports: {CLASS * each:.0f} s")  # fmt: skip
    assert each / bare < REPORTS_PER_CALL


def test_the_overview_of_a_class_opens_at_once(overview, tmp_path, capsys):
    page = tmp_path / "index.html"
    page.write_text(overview, "utf-8")
    scale = max(min(seconds_of(bare_call) for _ in range(5)) / BARE_SECONDS, 1.0)
    with chromium() as browser:
        if browser is None:
            no_browser()
        tab = browser.new_page()
        began = time.perf_counter()
        tab.goto(page.as_uri())
        tab.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        opened = time.perf_counter() - began
        sorting = "document.querySelector('#everybody th.sum button').click()"
        sorted_in = seconds_of(lambda: tab.evaluate(f"{sorting}; document.body.offsetHeight"))
    told(capsys, f"overview of {CLASS} × {EXERCISES}: {len(overview) / 1000:.0f} kB, open in {opened:.2f} s "
                 f"(at most {OPEN_SECONDS * scale:.1f}), sorted in {sorted_in:.2f} s\n")  # fmt: skip
    assert opened < OPEN_SECONDS * scale
    assert sys.getsizeof(overview) < 2_000_000
