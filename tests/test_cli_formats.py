"""`grader check --format NAME`: the grade as a platform reads it on stdout, and nothing else there."""

from __future__ import annotations

import json

import pytest
from grades import a_check, a_course, a_failed_check, a_grade, grader

from grader.export import FORMATS, render
from grader.model import Verdict


@pytest.fixture(autouse=True)
def course(tmp_path, monkeypatch):
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    monkeypatch.chdir(a_course(tmp_path))
    return tmp_path


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"classroom50"}))
def test_a_format_is_all_that_is_printed(name, capsys):
    grade = a_grade(a_check(), a_failed_check())
    assert grader("check", "07", "--format", name, grade=grade) == 1
    said = capsys.readouterr()
    assert said.out == render(name, [grade])
    assert said.err == ""


def test_what_could_not_be_judged_is_status_3_in_every_format():
    grade = a_grade(a_check(verdict=Verdict.UNKNOWN))
    assert {grader("check", "07", "--format", name, grade=grade) for name in set(FORMATS) - {"classroom50"}} == {3}


def test_all_exercises_are_one_document(course, capsys):
    a_course(course / "more", "01", "02")
    give = lambda exercise, *_rest, **_more: a_grade(exercise=exercise.name)  # noqa: E731  # a stand-in of one line
    assert grader("check", "--all", "--format", "gradescope", "--course", str(course / "more"), grade=give) == 0
    assert [test["name"][:2] for test in json.loads(capsys.readouterr().out)["tests"]] == ["01", "02"]


def test_what_cannot_be_read_is_told_beside_the_document(course, capsys):
    a_course(course / "more", "01", "02")
    (course / "more" / "exercises" / "02_counting" / "counting.py").unlink()
    words = ["check", "--all", "--format", "junit", "--course", str(course / "more")]
    assert grader(*words, grade=a_grade()) == 2
    said = capsys.readouterr()
    assert said.out.count("<testsuite ") == 1
    assert "error: 02_counting: there is no counting.py" in said.err


def test_classroom_50_needs_its_environment(monkeypatch, capsys):
    monkeypatch.delenv("CLASSROOM", raising=False)
    assert grader("check", "07", "--format", "classroom50", grade=a_grade()) == 2
    assert "error: $CLASSROOM is not set" in capsys.readouterr().err


def test_a_format_that_is_none_is_told_before_anything_runs(capsys):
    assert grader("check", "07", "--format", "pdf", grade=lambda *_: pytest.fail("was graded")) == 2
    assert "there is no format 'pdf'\nhint: there are json, github" in capsys.readouterr().err


def test_the_help_names_every_format(capsys):
    grader("check", "--help")
    said = capsys.readouterr().out
    assert [name for name in FORMATS if name not in said] == []
