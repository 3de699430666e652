"""Grades in the formats of the platforms: their own schemas, hostile texts, and what our fault must not cost."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timezone
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from ci_worlds import CLASSROOM50
from grades import a_check, a_failed_check, a_grade
from hostile_texts import grades
from hypothesis import given
from lxml import etree

from grader.errors import CourseError, UsageError
from grader.export import FORMATS, Occasion, is_undecided, render, rows_of
from grader.model import Exploration, Verdict

DATA = Path(__file__).parent / "data" / "schemas"
OCCASION = Occasion(
    variables=CLASSROOM50,
    now=datetime(2026, 11, 21, 12, tzinfo=timezone.utc),
    token="t0ken",
    files={"07_counting": "c.py"},
)
UNKNOWN = a_check("test_most", verdict=Verdict.UNKNOWN, seen="the program could not be run")
MIXED = a_grade(
    a_check(seconds=0.25),
    a_failed_check(detail="expected 40, got 38", points=0.5),
    a_check("test_more", promise="It counts more.", verdict=Verdict.SKIPPED, seen="because “It counts.” does not hold"),
)


def data(name, *some, **differs):
    return json.loads(render(name, some, Occasion(**{"variables": CLASSROOM50, **differs})))


@cache
def junit_schema():
    return etree.XMLSchema(etree.parse(DATA / "junit-10.xsd"))


def junit(some):
    document = etree.fromstring(render("junit", some, OCCASION).encode())
    junit_schema().assertValid(document)
    return document


# ------------------------------------------------------------------------------------------- as they are


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"json"}))
def test_a_grade_in_each_format(name, snapshot):
    assert render(name, [MIXED], OCCASION) == snapshot


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"json"}))
def test_a_grade_that_is_in_part_our_fault_in_each_format(name, snapshot):
    assert render(name, [a_grade(a_check(), UNKNOWN)], OCCASION) == snapshot


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_ends_with_a_newline(name):
    assert render(name, [MIXED], OCCASION).endswith("\n")


@given(grades())
def test_every_format_can_be_written_and_encoded_whatever_the_texts(some):
    for name in set(FORMATS) - {"json"}:
        text = render(name, some, OCCASION)
        text.encode()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]", text)


# ------------------------------------------------------------------------------------------- Classroom 50


@given(grades())
def test_classroom_50_gets_what_its_schema_wants(some):
    result = data("classroom50", *some)
    jsonschema.validate(result, json.loads((DATA / "classroom50-result-v1.schema.json").read_text()))
    assert result["score"] <= result["max-score"]
    assert all(test["score"] <= test["max-score"] and len(test["output"]) <= 2000 for test in result["tests"])


def test_half_points_become_twice_as_many_whole_ones():
    result = data("classroom50", a_grade(a_check(points=2), a_failed_check(points=0.5)))
    assert (result["score"], result["max-score"]) == (4, 5)


def test_points_that_cannot_be_whole_are_refused_in_a_line():
    with pytest.raises(CourseError, match=r"0\.123457 points cannot be given in whole numbers"):
        data("classroom50", a_grade(a_check(points=0.123456789)))


def test_points_that_only_a_large_factor_makes_whole_are_refused_too():
    with pytest.raises(CourseError, match="cannot be given in whole numbers"):
        data("classroom50", a_grade(*(a_check(points=1 / each) for each in (7, 11, 13))))


def test_more_tests_than_allowed_become_one_without_losing_a_point():
    checks = [a_check(f"test_{number}", points=1) for number in range(130)]
    result = data("classroom50", a_grade(*checks, a_failed_check(points=1)))
    assert len(result["tests"]) == 100
    assert (result["score"], result["max-score"]) == (130, 131)
    assert result["tests"][-1] == {
        "test-name": "32 more checks", "passed": False, "score": 31, "max-score": 32, "output": "",
    }  # fmt: skip


def test_the_time_is_that_of_handing_in_however_often_it_is_graded():
    assert data("classroom50", MIXED)["datetime"] == "2026-11-21T10:15:00Z"
    other = {**CLASSROOM50, "SUBMISSION_TAG": "submit/first"}
    assert data("classroom50", MIXED, variables=other, now=OCCASION.now)["datetime"] == "2026-11-21T12:00:00Z"


@pytest.mark.parametrize(
    "missing", ["CLASSROOM", "ASSIGNMENT", "USERNAME", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL"]
)
def test_without_an_identity_there_is_no_result(missing):
    with pytest.raises(UsageError, match="is not set"):
        data("classroom50", MIXED, variables={**CLASSROOM50, missing: ""})


# ------------------------------------------------------------------------------------------- Gradescope, and the rest


@given(grades())
def test_gradescope_is_told_that_every_text_is_plain_and_gets_no_score_that_our_fault_made_smaller(some):
    result = data("gradescope", *some)
    assert {result[f"{what}output_format"] for what in ("", "test_")} == {"text"}
    assert result["test_name_format"] == "text"
    scored = {"score" in result, *("score" in test for test in result["tests"])}
    assert scored == {not is_undecided(some)}


@given(grades())
def test_prairielearn_gets_a_share_and_no_attempt_is_counted_for_our_fault(some):
    result = data("prairielearn", *some)
    assert 0 <= result["score"] <= 1
    unread = any(not grade.submission for grade in some)
    assert result["gradable"] is not (is_undecided(some) or unread)
    assert all(test.keys() >= {"name", "points", "max_points", "message", "output"} for test in result["tests"])


@pytest.mark.slow
def test_prairielearn_gets_at_most_a_mebibyte():
    checks = [a_failed_check(f"test_{number}", seen=f"{number} " + "日" * 3000) for number in range(400)]
    text = render("prairielearn", [a_grade(*checks)], OCCASION)
    assert 100_000 < len(text.encode()) <= 1024 * 1024


def test_autolab_gets_no_score_for_what_was_not_judged():
    some = [a_grade(exercise="05_a"), a_grade(UNKNOWN, exercise="06_b")]
    assert render("autolab", some) == '{"scores": {"ex05": 2}}\n'
    assert render("autolab", some[:1]) == '{"scores": {"ex05": 2}, "scoreboard": [2]}\n'


@given(grades())
def test_junit_is_as_its_schema_wants_and_says_of_each_check_what_became_of_it(some):
    found = list(junit(some).iter("testcase"))
    assert [{part.tag for part in case} for case in found] == [
        {Verdict.PASSED: set(), Verdict.FAILED: {"failure"}, Verdict.SKIPPED: {"skipped"},
         Verdict.UNKNOWN: {"errors", "skipped"}}[row.verdict] for row in rows_of(some)
    ]  # fmt: skip


def test_junit_says_how_many_schedules_passed():
    search = Exploration(call="count()", schedules=50, failed=3)
    (flaky,) = junit([a_grade(a_failed_check(explorations=(search,)))]).iter("flakyFailure")
    assert flaky.get("message") == "47 of 50 schedules passed"


# ------------------------------------------------------------------------------------------- for all


def test_a_grade_without_checks_is_a_row_of_our_fault():
    (row,) = rows_of([replace(MIXED, checks=(), problem="it broke")])
    assert row.verdict is Verdict.UNKNOWN
    assert "our fault" in row.text
    assert "it broke" in row.text


def test_long_texts_keep_their_end():
    (row,) = rows_of([a_grade(a_failed_check(seen="x" * 10_000 + "the end", hint=""))])
    assert len(row.text) <= 2000
    assert row.text.endswith("the end")


def test_what_the_policy_hides_is_in_no_format():
    grade = a_grade(a_failed_check(detail=""), a_check(seen="secret", detail="secret"))
    assert [name for name in set(FORMATS) - {"json"} if "secret" in render(name, [grade], OCCASION)] == []
