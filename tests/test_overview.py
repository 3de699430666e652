"""The overview of a class: who has what, what is hard, which mistakes are the same, and what is odd."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import a_child, a_failure, a_run
from grades import a_check, a_failed_check, a_grade
from hypothesis import given
from hypothesis import strategies as st
from pages import Page, hash_of, inline
from pictures import a_deadlocked_run, a_grade_of_everything, a_zombie_run
from strategies import records, texts

from grader.model import CheckResult, Ending, Grade, Leftovers, Level, Verdict
from grader.report import Entry, Student
from grader.report.files import page_name, write_class
from grader.report.mistakes import kind_of, oddities, unstable, without_particulars
from grader.report.overview import SHADES, Cell, Overview, histogram, render_overview


def of(*grades, name="Ada", **about):
    return Student(name=name, entries=tuple(Entry(grade=grade, **about) for grade in grades))


def overview_of(*students):
    overview = Overview()
    for student in students:
        overview.take(student, page_name(student.name))
    return overview


def page_of(*students):
    return render_overview(overview_of(*students), title="Counting")


# ---------------------------------------------------------------------------------------------- what it shows


def test_the_whole_page_is_as_it_was(snapshot):
    late = of(a_grade(a_failed_check()), a_grade(exercise="08_more", title="More"), name="Grace", late=True)
    page = page_of(of(a_grade_of_everything()), late, of(a_grade(a_failed_check()), name="Barbara"))
    for tag in ("style", "script"):
        (content,) = inline(page, tag)
        page = page.replace(content, "").replace(hash_of(content).replace("'", "&#39;"), "")
    assert page == snapshot


def test_what_is_earned_late_missing_and_unknown_can_be_told_without_colour():
    unknown = a_grade(a_check(verdict=Verdict.UNKNOWN), exercise="08_more")
    page = page_of(of(a_grade(), name="Ada", late=True), of(unknown, name="Grace"))
    text = Page(page.replace("</td>", " </td>").replace("</th>", " </th>")).text
    assert "Ada 2 2L –" in text
    assert "Grace 0 – 0?" in text


@pytest.mark.parametrize(("earned", "shade"), [(0, 0), (0.1, 1), (5, 3), (9.9, SHADES - 1), (10, SHADES)])
def test_the_shade_of_a_cell_says_how_much_was_earned(earned, shade):
    assert Cell(earned=earned, possible=10, unknown=False, late=False).shade == shade


@given(st.lists(st.floats(-2, 3)))
def test_everybody_is_in_the_histogram_once(shares):
    assert sum(histogram(shares)) == len(shares)


def test_the_hardest_promise_comes_first_and_our_fault_does_not_count():
    easy, hard = a_check("test_easy", promise="Easy."), a_failed_check("test_hard", promise="Hard.")
    unknown = a_check("test_unknown", promise="Unknown.", verdict=Verdict.UNKNOWN)
    overview = overview_of(of(a_grade(easy, hard, unknown)), of(a_grade(replace(easy, verdict=Verdict.FAILED), hard)))
    assert [(promise.text, promise.passed, promise.judged) for promise in overview.hardest] == [
        ("Hard.", 0, 2), ("Easy.", 1, 2),
    ]  # fmt: skip


def test_a_class_of_nobody_has_an_overview():
    assert "0 students" in Page(page_of()).text


# ---------------------------------------------------------------------------------------------- mistakes


def failed(run, seen="the sum is wrong"):
    return a_failed_check(seen=seen, evidence=(run,))


@pytest.mark.parametrize(
    ("check", "kind"),
    [
        (failed(a_deadlocked_run()), "it stood still: each holds a lock that the next one waits for"),
        (failed(a_run(ending=Ending.TIMED_OUT, returns=())), "timed out"),
        (failed(a_run(ending=Ending.SIGNALLED, signal=11, returns=())), "ended by SIGSEGV"),
        (failed(a_run(failure=a_failure()), "the call raised an error: NameError: x"), "the call raised NameError"),
        (failed(a_zombie_run(), "process 3 was a zombie"), "a child that had ended was not reaped"),
        (failed(a_run(left=Leftovers(alive=(3,))), "process 3 was still alive"),
         "a process was still alive that should have ended"),
        (failed(a_run(a_child(7)), "the sum is 12.5, not 14, of [1, 2]"), "the sum is …, not …, of […]"),
        (a_failed_check(seen="no 'x' in 3"), "no ‘…’ in …"),
    ],
)  # fmt: skip
def test_the_kind_of_a_mistake_is_told_by_what_was_seen(check, kind):
    assert kind_of(check) == kind


def test_the_same_mistake_of_two_is_counted_once_and_names_both():
    students = [of(a_grade(a_failed_check(seen=f"{number} increments lost")), name=f"S{number}") for number in (2, 3)]
    (mistake,) = overview_of(*students).mistakes
    assert [row.name for row in mistake.students] == ["S2", "S3"]
    assert mistake.example == "2 increments lost"


@given(texts)
def test_particulars_leave_no_digit(seen):
    assert not any(digit in without_particulars(seen) for digit in "0123456789")


@given(records(CheckResult))
def test_any_check_has_a_kind(check):
    assert len(kind_of(check)) <= 200


# ---------------------------------------------------------------------------------------------- what is odd


def test_what_somebody_should_look_at():
    tampered = a_run(ending=Ending.TAMPERED, problem="two replies", exact=False)
    grade = a_grade(a_failed_check(evidence=(tampered,)), a_check(verdict=Verdict.UNKNOWN), level=Level.WATCHED)
    assert list(oddities(Entry(grade=grade))) == [
        "interfered with the grading: two replies",
        "weak isolation: held at L0 watched",
        "processes were only looked at now and then",
        "1 of 2 checks could not be judged",
    ]


@pytest.mark.parametrize(("level", "odd"), [(Level.CONFINED, True), (Level.ISOLATED, False)])
def test_isolation_is_weak_where_programs_share_a_machine(level, odd):
    assert bool(list(oddities(Entry(grade=a_grade(level=level))))) is odd


def test_a_good_grade_is_nothing_odd():
    assert list(oddities(Entry(grade=a_grade(a_check(evidence=(a_run(),)))))) == []
    assert overview_of(of(a_grade()), of(a_grade(submission="other"))).odd == []


def test_the_same_files_with_different_points_are_unstable():
    student = of(a_grade(), a_grade(a_failed_check()))
    assert list(unstable(student.entries)) == [("07_counting", "unstable: the same files came to 0, 2 points")]
    assert [oddity.exercise for oddity in overview_of(student).odd] == ["07_counting"]


def test_the_same_files_of_two_are_told_unless_they_earn_nothing():
    assert [len(oddity.students) for oddity in overview_of(of(a_grade()), of(a_grade(), name="Grace")).odd] == [2]
    nothing = a_grade(a_failed_check())
    assert overview_of(of(nothing), of(nothing, name="Grace")).odd == []


# ---------------------------------------------------------------------------------------------- safety, and on disk


@given(records(Grade), texts)
def test_no_text_of_a_student_breaks_out(grade, name):
    page = Page(page_of(of(grade, name=name)))
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert page.tags.isdisjoint({"iframe", "img", "link", "object"})


def test_nothing_is_allowed_but_the_pages_own_style_and_script():
    page = page_of(of(a_grade()))
    (style,), (script,) = inline(page, "style"), inline(page, "script")
    assert f"style-src {hash_of(style)}; script-src {hash_of(script)};" in Page(page).policy


@given(st.lists(st.text(max_size=80), max_size=8))
def test_every_student_has_a_page_of_a_plain_name(names):
    pages = {"index.html"}
    for name in names:
        pages.add(page := page_name(name, pages))
        assert page.isascii()
        assert not {"/", "\\", "\0"} & set(page)
        assert not page.startswith((".", "-"))
    assert len(pages) == len(names) + 1


def test_the_pages_of_a_class_lie_side_by_side_and_lead_to_each_other(tmp_path):
    students = [of(a_grade(), name=name) for name in ("Ada", "ada", "../../index", "日本")]
    overview = write_class(iter(students), tmp_path / "new" / "folder", title="Counting")
    names = {path.name for path in overview.parent.iterdir()}
    assert names == {"index.html", "ada.html", "ada-2.html", "index-2.html", "student.html"}
    links = {attrs["href"] for tag, attrs in Page(overview.read_text("utf-8")).elements if tag == "a"}
    assert {link.partition("#")[0] for link in links} - {""} == names - {"index.html"}
    assert 'href="index.html"' in (overview.parent / "ada.html").read_text("utf-8")
