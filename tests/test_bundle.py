"""The autograder for Gradescope: what is in the zip, and that the platform's own steps come to a grade with it."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import pytest
from courses import a_sound_course, the_course
from grades import grader
from gradescope_machine import Machine

from grader.bundle import requirements, write_bundle
from grader.cli.doors import Doors
from grader.course import read_course
from grader.errors import CourseError
from grader.kit import write_kit

ROOT = Path(__file__).parents[1]
OURS = read_course(ROOT / "exercises")
MUTANT = "test_a_failure_in_a_child_is_an_error/failing_work_is_passed_over.py"


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    monkeypatch.chdir(tmp_path)
    return a_sound_course(tmp_path / "course")


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {member.filename: member for member in archive.infolist()}


def test_the_zip_has_scripts_grader_and_the_exercise_and_no_solution(root, tmp_path):
    course = the_course(root)
    write_bundle(course, course.exercises, tmp_path / "a.zip")
    names = set(members(tmp_path / "a.zip"))
    assert {name for name in names if not name.startswith("grader/")} == {
        "setup.sh", "run_autograder", "requirements.txt", "course/exercises/course.toml",
        *(f"course/exercises/07_counting/{name}" for name in ("README.md", "exercise.toml", "counting.py")),
        "course/exercises/07_counting/hidden/test_counting.py",
    }  # fmt: skip
    assert names >= {"grader/__main__.py", "grader/languages/python/driver.py", "grader/py.typed"}
    assert not any("__pycache__" in name for name in names)


def test_the_scripts_can_be_executed(root, tmp_path):
    write_bundle(the_course(root), the_course(root).exercises, tmp_path / "a.zip")
    modes = {name: member.external_attr >> 16 for name, member in members(tmp_path / "a.zip").items()}
    assert [name for name, mode in modes.items() if mode & stat.S_IXUSR] == ["setup.sh", "run_autograder"]


def test_the_same_course_gives_the_same_zip(root, tmp_path):
    for name in ("a.zip", "b.zip"):
        write_bundle(the_course(root), the_course(root).exercises, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_students_copy_of_a_course_has_nothing_to_upload(root, tmp_path):
    write_kit(the_course(root), root / "kit")
    kit = read_course(root / "kit" / "exercises")
    with pytest.raises(CourseError, match="no hidden suite"):
        write_bundle(kit, kit.exercises, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


def test_what_the_grader_needs_is_what_its_project_says():
    assert any(each.startswith("pytest>=") for each in requirements())
    assert not any("extra" in each or "ruff" in each for each in requirements())


def test_an_installed_grader_needs_what_it_was_installed_with(tmp_path, monkeypatch):
    said = "Metadata-Version: 2.1\nName: multiprocessing-grader\nVersion: 1\n"
    needs = ("psutil>=5.9", 'tomli; python_version < "3.11"', 'mypy; extra == "dev"')
    (tmp_path / "multiprocessing_grader-1.dist-info").mkdir()
    (tmp_path / "multiprocessing_grader-1.dist-info" / "METADATA").write_text(
        said + "".join(f"Requires-Dist: {each}\n" for each in needs)
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("grader.__file__", str(tmp_path / "grader" / "__init__.py"))
    assert requirements() == needs[:2]


def test_the_command_writes_the_zip_once(root, capsys):
    assert grader("export", "gradescope", "07", "--course", str(root)) == 0
    before = Path("autograder.zip").read_bytes()
    assert grader("export", "gradescope", "07", "--course", str(root)) == 2
    assert Path("autograder.zip").read_bytes() == before
    assert "autograder.zip is there already" in capsys.readouterr().err


def test_weak_isolation_is_allowed_only_where_that_was_asked_for(root):
    for words in ([], ["--allow-weak-isolation"]):
        grader("export", "gradescope", *words, "--course", str(root), "-o", f"{len(words)}.zip")
    scripts = [zipfile.ZipFile(f"{number}.zip").read("run_autograder").decode() for number in (0, 1)]
    assert ["--allow-weak-isolation" in script for script in scripts] == [False, True]


@pytest.mark.parametrize("words", [["nowhere"], ["gradescope", "99"], ["gradescope", "--sudo"]])
def test_what_cannot_be_exported_is_told(root, words, capsys):
    assert grader("export", *words, "--course", str(root)) == 2
    assert capsys.readouterr().err.startswith("error: ")


# ------------------------------------------------------------------------------------------- as the platform does it


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    machine = Machine(tmp_path_factory.mktemp("gradescope"))
    write_bundle(OURS, [OURS.exercise("05")], machine.home / "autograder.zip")
    said = machine.set_up(machine.home / "autograder.zip")
    assert said.returncode == 0, said.stdout + said.stderr
    return machine


def graded(machine, program):
    said = machine.grade("queue_communication.py", program)
    assert said.returncode == 0, said.stdout + said.stderr
    return json.loads((machine.home / "results" / "results.json").read_text())


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_gradescopes_own_steps_come_to_full_marks_for_the_reference(machine):
    result = graded(machine, OURS.reference(OURS.exercise("05")))
    assert result["score"] == sum(test["max_score"] for test in result["tests"]) == 10


@pytest.mark.slow
def test_a_mistake_costs_its_points_there(machine):
    result = graded(machine, ROOT / "solutions" / "05_queue_communication" / "mutants" / MUTANT)
    assert result["score"] == 9
    assert [test["extra_data"]["check"] for test in result["tests"] if test["status"] == "failed"] == [
        MUTANT.split("/")[0]
    ]


@pytest.mark.slow
def test_a_program_that_looks_for_the_suite_and_forges_the_results_gets_nothing_there(machine, tmp_path):
    home = "/autograder" if machine.is_private else machine.home
    (tmp_path / "evil.py").write_text(EVIL.format(home=home))
    result = graded(machine, tmp_path / "evil.py")
    assert result["score"] == 0
    assert "SEEN" not in json.dumps(result)


@pytest.mark.slow
def test_a_time_limit_of_the_platform_loses_nothing_that_was_decided(machine):
    machine.hand_in("queue_communication.py", OURS.reference(OURS.exercise("05")))
    results = machine.home / "results" / "results.json"
    with machine.begin_to_grade() as grading:
        next(found for found in Doors().changes([results.parent]) if results.exists())
        grading.kill()
    result = json.loads(results.read_text())
    decided = [test for test in result["tests"] if test["status"] == "passed"]
    assert 0 < result["score"] == sum(test["score"] for test in decided) < 10
    assert "time limit" in result["output"]


@pytest.mark.slow
def test_nobody_but_the_grader_can_read_the_suite_there(machine):
    assert stat.S_IMODE((machine.home / "source").stat().st_mode) & 0o077 == 0


EVIL = '''
"""Reads the hidden suite, and writes results of its own."""
import pathlib

home = pathlib.Path("{home}")
found = []
for path in (home / "source/course/exercises").rglob("*.py"):
    found.append("SEEN " + path.read_text())
try:
    (home / "results" / "results.json").write_text('{{"score": 10}}')
    found.append("SEEN written")
except OSError:
    pass


def run_queue(batches, consumers, capacity):
    raise ValueError(" ".join(found))
'''
