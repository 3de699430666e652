"""A student's report: one safe file, made from stored grades of any age, that shows what was seen."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
from builders import a_child, a_failure, a_run
from grades import a_failed_check, a_grade
from hypothesis import given
from pages import Page, hash_of, inline
from pictures import FILES, a_deadlocked_run, a_grade_of_everything
from strategies import records, texts

from grader.evidence import decode, encode
from grader.model import Grade, Verdict, Work
from grader.report import Entry, Student
from grader.report.student import render_student

HOSTILE = [
    "<script>alert(1)</script>", "</style><script>alert(1)</script>", '"><svg onload=alert(1)>', "<!--", "]]>",
    "{{ 7 * 7 }}", "{% raw %}", "\x1b[31mred", "\u202egnp.exe", "\0", "\ud800", "\u2028", "&lt;b&gt;",
    "javascript:alert(1)",
]  # fmt: skip


def rendered(*entries, name="Ada", **options):
    return render_student(Student(name=name, entries=entries), **options)


def of(grade, **about):
    return Entry(grade=grade, **about)


EVERYTHING = of(
    a_grade_of_everything(),
    files=FILES,
    command=("grader", "check", "07", "my file.py", "--seed", "11"),
    made=datetime(2026, 11, 21, 15, 30, tzinfo=timezone.utc),
    late=True,
)


# ---------------------------------------------------------------------------------------------- what it shows


def test_the_whole_page_is_as_it_was(snapshot):
    page = rendered(EVERYTHING, title="Course of counting", home="index.html")
    (style,) = inline(page, "style")
    assert page.replace(style, "").replace(hash_of(style).replace("'", "&#39;"), "") == snapshot


def test_it_says_how_the_grade_was_made_and_how_to_make_it_again():
    text = Page(rendered(EVERYTHING)).text
    for fact in (
        "grader check 07 'my file.py' --seed 11",
        "L3 contained",
        "2026-11-21 15:30",
        "late",
        "0.1.0",
        "e3b0c4",
    ):
        assert fact in text


def test_every_promise_stands_there_with_its_verdict_and_points():
    text = Page(rendered(EVERYTHING)).text
    for check in EVERYTHING.grade.checks:
        points = "?" if check.verdict is Verdict.UNKNOWN else f"{check.earned:g}"
        assert f"{check.verdict.value}: {check.promise} {points}/{check.points:g}" in text


def test_every_picture_says_the_same_in_words():
    text = Page(rendered(EVERYTHING)).text
    assert "it was a zombie when main ended; it did 1 piece of work" in text
    assert "process 3 waits for lock 2, which process 4 holds" in text
    assert "write counter.value 1 the update of main.2 is lost" in text


def test_of_several_entries_for_one_exercise_the_last_counts():
    student = Student(name="Ada", entries=(of(a_grade(a_failed_check())), of(a_grade())))
    assert (student.earned, student.possible) == (2, 2)
    assert "one increment was lost" not in render_student(student)


def test_exercises_stand_in_the_order_of_the_course_whatever_the_order_of_handing_in():
    page = rendered(*(of(a_grade(exercise=f"{number}_counting")) for number in ("08", "07", "14")))
    ids = [attrs["id"] for tag, attrs in Page(page).elements if tag == "section"]
    assert ids == ["07", "08", "14"]


def test_a_submission_that_could_not_be_loaded_says_so_once():
    page = rendered(of(a_grade(a_failed_check(seen=""), problem="counting.py:3: SyntaxError: invalid syntax")))
    assert Page(page).text.count("SyntaxError") == 1


def test_a_student_without_a_grade_has_a_page():
    assert "Nothing was handed in." in Page(rendered()).text


def many_failures(checks, **differs):
    """A grade of failures that have a picture each, of 10 processes."""
    run = a_run(*(a_child(pid) for pid in range(3, 12)), call="count()")
    return a_grade(*(a_failed_check(f"test_{n}", seen=f"{n} lost", evidence=(run,)) for n in range(checks)), **differs)


def test_a_long_report_leaves_pictures_out_and_says_how_to_see_them():
    assert rendered(of(many_failures(8))).count('class="timeline"') == 8
    entries = [of(many_failures(8, exercise=f"{n:02}_counting")) for n in range(14)]
    page = rendered(*entries)
    assert 14 <= page.count('class="timeline"') < 14 * 8
    assert "more pictures are left out here; for all of them: grader check 00 --html report.html" in Page(page).text


@pytest.mark.slow
def test_fourteen_exercises_of_failures_are_less_than_300_kb():
    work = tuple(Work(pid=pid, item=n, began=0.1 + n / 100, ended=0.105 + n / 100) for pid in range(3, 40)
                 for n in range(30))  # fmt: skip
    run = a_run(*(a_child(pid) for pid in range(3, 40)), work=work, call="count()", output="x" * 20_000)
    checks = [a_failed_check(f"test_{n}", seen=f"{n} lost\n" * 3, evidence=(run,)) for n in range(9)]
    page = rendered(*(of(a_grade(*checks, exercise=f"{n:02}_counting"), files=FILES) for n in range(14)))
    assert len(page.encode()) < 300_000


# ---------------------------------------------------------------------------------------------- what it is made from


def test_a_grade_of_an_older_schema_still_renders():
    stored = (Path(__file__).parent / "data" / "grade_of_schema_1.json").read_text("utf-8")
    assert stored.startswith('{"schema":1,')
    text = Page(rendered(of(decode(Grade, stored)))).text
    assert "8 of 10 points" in text
    assert "it was a zombie when the call returned" in text


@pytest.mark.slow
@given(records(Grade))
def test_any_grade_that_can_be_stored_renders(grade):
    stored = decode(Grade, encode(grade))
    assert Page(rendered(of(stored))).tags.isdisjoint({"script", "iframe", "img", "link", "object"})


# ---------------------------------------------------------------------------------------------- safety


def everywhere(text):
    """A grade with a text in every place where a student's program can have put one."""
    failure = a_failure(type=text, message=text, file=text, traceback=text)
    runs = (a_run(a_child(command=(text,)), failure=failure, output=text, errors=text, call=text), a_deadlocked_run())
    return a_grade(*(a_failed_check(promise=text, seen=text, detail=text, hint=text, evidence=(run,)) for run in runs),
                   a_failed_check(seen="more", evidence=runs[:1]), title=text, problem=text)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_a_student_wrote_becomes_no_element_and_nothing_invisible(text):
    harmless = Page(rendered(of(everywhere("harmless"), files={"harmless": b"harmless"}), title="harmless"))
    page = rendered(of(everywhere(text), files={text: text.encode("utf-8", "replace")}), name=text, title=text)
    assert Page(page).tags <= harmless.tags
    assert {name for _, attrs in Page(page).elements for name in attrs} <= {
        name for _, attrs in harmless.elements for name in attrs
    }
    assert not {"\x1b", "\0", "\u202e", "\u2028", "\ud800"} & set(page)


@given(texts)
def test_no_text_of_a_student_breaks_out(text):
    page = Page(rendered(of(everywhere(text)), name=text))
    assert page.tags.isdisjoint({"script", "iframe", "img", "link", "object"})
    assert not any(name.startswith("on") for _, attrs in page.elements for name in attrs)


def test_enormous_texts_are_cut_with_a_note():
    page = rendered(of(everywhere("<" * 10_000_000), files={"a.py": b"\x1b" * 10_000_000}))
    assert len(page) < 300_000
    assert "characters left out" in page


def test_nothing_is_allowed_but_the_pages_own_style():
    page = rendered(EVERYTHING)
    (style,) = inline(page, "style")
    assert Page(page).policy == f"default-src 'none'; style-src {hash_of(style)}; base-uri 'none'; form-action 'none'"


def test_nothing_leads_out_of_the_page_and_nothing_is_styled_in_place():
    for tag, attrs in Page(rendered(EVERYTHING, home="index.html", title="Course")).elements:
        assert {"src", "style", "srcset", "action"}.isdisjoint(attrs)
        assert attrs.get("href", "#").startswith("#") or (tag, attrs["href"]) == ("a", "index.html")
