"""`grader check --html`: one page beside what the terminal says. `grader report`: pages of stored grades."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from grades import a_check, a_course, a_failed_check, a_grade, grader
from pages import Page
from pictures import a_zombie_run

from grader.evidence import decode, encode
from grader.model import Grade

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def course(tmp_path, monkeypatch):
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    monkeypatch.chdir(a_course(tmp_path, "07", "08"))
    return tmp_path


def test_a_check_can_be_looked_at_as_a_page(course, capsys):
    assert grader("check", "07", "--html", "out.html", grade=a_grade(a_check(), a_failed_check())) == 1
    page = Page((course / "out.html").read_text("utf-8"))
    assert "Course of counting" in page.text
    assert "one increment was lost" in page.text
    assert "grader check 07 --seed 11" in page.text
    assert capsys.readouterr().err.endswith("report: out.html\n")


def test_the_page_shows_the_students_lines(course):
    (course / "counting.py").write_text("def count(workers):\n    return sum(range(workers))\n")
    grader("check", "07", "counting.py", "--html", "out.html",
           grade=a_grade(a_failed_check(evidence=(a_zombie_run(),))))  # fmt: skip
    assert "return sum(range(workers))" in (course / "out.html").read_text("utf-8")


def test_all_exercises_are_one_page(course):
    def grade(exercise, _submission, **_keywords):
        return a_grade(exercise=exercise.name, title=f"Counting {exercise.number}")

    assert grader("check", "--all", "--html", "out.html", grade=grade) == 0
    text = Page((course / "out.html").read_text("utf-8")).text
    assert "Counting 07" in text
    assert "Counting 08" in text


def test_the_page_and_json_go_together(course, capsys):
    grader("check", "07", "--json", "--html", "out.html", grade=a_grade())
    assert decode(Grade, capsys.readouterr().out) == a_grade()
    assert (course / "out.html").exists()


@pytest.mark.parametrize("place", ["nowhere/out.html", "exercises"])
def test_a_page_that_cannot_be_written_is_wrong_use(place, capsys):
    assert grader("check", "07", "--html", place, grade=a_grade()) == 2
    assert "error: " in capsys.readouterr().err


def test_the_old_page_stays_until_the_new_one_is_whole(course):
    (course / "out.html").write_text("old")
    with (course / "out.html").open() as reader:
        grader("check", "07", "--html", "out.html", grade=a_grade())
        assert reader.read() == "old"
    assert [path.name for path in course.glob("out.html*")] == ["out.html"]


def test_the_engine_of_the_templates_is_loaded_only_for_pages():
    code = "import sys, grader.cli.check, grader.cli.app; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


# ---------------------------------------------------------------------------------------------- grader report


def stored(path, *grades):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{encode(grade)}\n" for grade in grades))


def test_a_file_is_a_student_and_so_is_a_folder_in_a_folder(course, capsys):
    stored(course / "class" / "ada.json", a_grade(), a_grade(exercise="08_more"))
    stored(course / "class" / "grace" / "07.json", a_grade(a_failed_check()))
    stored(course / "class" / "grace" / "08.json", a_grade(exercise="08_more"))
    stored(course / "barbara.json", a_grade())
    assert grader("report", "class", "barbara.json", "-o", "out", "--title", "Counting") == 0
    assert capsys.readouterr().out == "3 students, 5 grades: out/index.html\n"
    assert {path.name for path in (course / "out").iterdir()} == {
        "ada.html", "barbara.html", "grace.html", "index.html",
    }  # fmt: skip
    assert "one increment was lost" in (course / "out" / "grace.html").read_text("utf-8")


def test_what_check_prints_as_json_can_be_reported(course, capsys):
    grader("check", "--all", "--json", grade=a_grade())
    (course / "ada.json").write_text(capsys.readouterr().out)
    assert grader("report", "ada.json") == 0
    assert (course / "report" / "ada.html").exists()


def test_a_damaged_grade_is_told_and_the_rest_is_written(course, capsys):
    (course / "ada.json").write_text(f"{encode(a_grade())}\nrubbish\n{encode(a_grade(exercise='08_more'))}\n")
    assert grader("report", "ada.json") == 2
    out, err = capsys.readouterr()
    assert out == "1 student, 2 grades: report/index.html\n"
    assert "error: ada.json:2: damaged JSON" in err


@pytest.mark.parametrize(
    "words", [["report"], ["report", "exercises"], ["report", "gone.json"], ["report", "ada.json", "-o", "ada.json"]]
)
def test_nothing_to_report_and_nowhere_to_write_are_wrong_use(words, course, capsys):
    stored(course / "ada.json", a_grade())
    assert grader(*words) == 2
    assert "error: " in capsys.readouterr().err.lower()
