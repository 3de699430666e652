"""`grader ci`: it finds out where it runs, grades what was handed in there, and writes what that platform reads."""

from __future__ import annotations

import base64
import json
import re
import stat

import pytest
from ci_worlds import CLASSROOM50, a_world, on_github, on_gradescope, run
from grades import a_check, a_failed_check, a_grade

from grader.cli.platforms import PLATFORMS, Place, platform_named, replace_whole
from grader.errors import SandboxError, UsageError
from grader.export.markdown import MOST_BYTES
from grader.model import Level, Verdict
from grader.suite.events import Collected, Decided, Held, Planned

UNKNOWN = a_check("test_most", verdict=Verdict.UNKNOWN, seen="the program could not be run")


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    return a_world(tmp_path)


# ------------------------------------------------------------------------------------------- finding out


@pytest.mark.parametrize(
    ("variables", "folder", "name"),
    [
        ({"GITHUB_ACTIONS": "true", "CI": "true"}, "", "github"),
        ({**CLASSROOM50, "GITHUB_ACTIONS": "true"}, "", "classroom50"),
        ({"CI": "true"}, "", "junit"),
        ({}, "autograder/submission", "gradescope"),
        ({}, "grade/student", "prairielearn"),
    ],
)
def test_each_platform_is_recognised(tmp_path, variables, folder, name):
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    assert platform_named(None, Place(variables=variables, here=tmp_path, root=tmp_path)).name == name


@pytest.mark.parametrize("name", [None, "jenkinsfile"])
def test_what_is_no_known_platform_is_told_with_all_that_are(tmp_path, name):
    with pytest.raises(UsageError) as raised:
        platform_named(name, Place(variables={}, here=tmp_path, root=tmp_path))
    assert all(platform.name in raised.value.hint for platform in PLATFORMS)


def test_a_platform_can_be_named(tmp_path):
    assert platform_named("autolab", Place(variables={"CI": "true"}, here=tmp_path, root=tmp_path)).name == "autolab"


# ------------------------------------------------------------------------------------------- GitHub


@pytest.mark.parametrize(
    ("checks", "status"), [((a_check(),), 0), ((a_check(), a_failed_check()), 1), ((a_failed_check(), UNKNOWN), 3)]
)
def test_on_github_the_exit_status_says_it_all(world, checks, status):
    assert run(world, a_grade(*checks), variables=on_github(world)) == status


def test_on_github_summary_and_outputs_are_appended_to_the_runners_files(world):
    (world / "summary").write_text("before\n")
    run(world, a_grade(a_check(), a_failed_check()), variables=on_github(world))
    assert (world / "summary").read_text().startswith("before\n# 2 of 4 points\n")
    outputs = dict(line.partition("=")[::2] for line in (world / "output").read_text().splitlines())
    assert json.loads(base64.b64decode(outputs["result"]))["max_score"] == 4


@pytest.mark.parametrize("free", [0, 500, 5000])
def test_on_github_a_summary_that_others_have_begun_never_gets_too_long(world, free):
    (world / "summary").write_text("x" * (MOST_BYTES - free))
    many = [a_failed_check(f"test_{number}", seen=f"{number}" * 900) for number in range(9)]
    run(world, a_grade(*many), variables=on_github(world))
    assert MOST_BYTES - free <= (world / "summary").stat().st_size <= MOST_BYTES
    assert ("points" in (world / "summary").read_text()) == (free > 1000)


def test_on_github_no_points_are_handed_on_when_something_was_not_judged(world):
    run(world, a_grade(a_check(), UNKNOWN), variables=on_github(world))
    assert (world / "output").read_text() == "status=error\n"


def test_on_github_everything_but_our_own_annotations_is_guarded(world, capsys):
    evil = a_failed_check(promise="::error::a", seen="::notice title=Autograding report::{}\n##[error]x")
    run(world, a_grade(evil, problem="::error::b"), variables=on_github(world))
    opening, rest = capsys.readouterr().out.split("\n", 1)
    token = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", opening)[1]
    inside, annotations = rest.split(f"\n::{token}::\n")
    assert "::error::b" in inside
    assert [line.split(" ")[0] for line in annotations.splitlines()] == ["::error"]


def test_the_guard_is_lifted_after_an_error_was_told(world, capfd):
    def broken(*_arguments, **_keywords):
        raise SandboxError("no ##[error] of ours")

    assert run(world, broken, variables=on_github(world)) == 3
    said = capfd.readouterr()
    opening, *inside, closing = said.out.strip().splitlines()
    assert closing == f"::{opening.rpartition(':')[2]}::"
    assert "##[error]" in "".join(inside)
    assert said.err == ""


def test_an_annotation_is_shown_at_the_students_file(world, capsys):
    run(world, a_grade(a_failed_check()), variables=on_github(world))
    assert "::error file=counting.py,title=" in capsys.readouterr().out


def test_two_runs_never_use_the_same_token(world, capsys):
    for _ in range(2):
        run(world, a_grade(), variables=on_github(world))
    tokens = re.findall("stop-commands::(.*)", capsys.readouterr().out)
    assert len(set(tokens)) == 2


# ------------------------------------------------------------------------------------------- files


def test_classroom_50_gets_its_files_and_status_0_whatever_the_verdict(world):
    assert run(world, a_grade(a_failed_check()), variables=CLASSROOM50) == 0
    assert json.loads((world / "checkout" / "result.json").read_text())["score"] == 0
    assert "0 of 2 points" in (world / "checkout" / "release-body.md").read_text()


def test_a_result_that_a_student_committed_does_not_stay_when_there_is_none_of_ours(world):
    (world / "checkout" / "result.json").write_text('{"score": 100}')
    assert run(world, a_grade(UNKNOWN), variables=CLASSROOM50) == 3
    assert not (world / "checkout" / "result.json").exists()


def test_a_result_goes_through_no_link_of_a_student(world):
    (world / "secret").write_text("untouched")
    (world / "checkout" / "result.json").symlink_to(world / "secret")
    run(world, a_grade(), variables=CLASSROOM50)
    assert (world / "secret").read_text() == "untouched"
    assert not (world / "checkout" / "result.json").is_symlink()


def test_a_folder_in_the_place_of_the_result_is_told_in_a_line(world):
    (world / "checkout" / "result.json").mkdir()
    with pytest.raises(UsageError, match="in the way"):
        run(world, a_grade(), variables=CLASSROOM50)


def test_a_file_is_replaced_as_a_whole_or_not_at_all(tmp_path):
    (file := tmp_path / "results" / "a.json").mkdir(parents=True)
    with pytest.raises(UsageError, match=r"a\.json cannot be written: Is a directory"):
        replace_whole(file, "first")
    assert [path.name for path in file.parent.iterdir()] == ["a.json"]
    file.rmdir()
    replace_whole(file, "second")
    assert file.read_text() == "second"
    assert stat.S_IMODE(file.stat().st_mode) == 0o644


def test_a_link_in_the_place_of_a_file_is_replaced_and_nothing_else_is_left(tmp_path):
    (tmp_path / "secret").write_text("untouched")
    (file := tmp_path / "results" / "a.json").parent.mkdir()
    file.symlink_to(tmp_path / "secret")
    replace_whole(file, "mine")
    assert (tmp_path / "secret").read_text() == "untouched"
    assert [(path.name, path.read_text()) for path in file.parent.iterdir()] == [("a.json", "mine")]


def test_a_place_that_cannot_be_written_to_is_told_in_a_line(tmp_path):
    (tmp_path / "results").write_text("no folder")
    with pytest.raises(UsageError, match="cannot be written"):
        replace_whole(tmp_path / "results" / "a.json", "")


def test_prairielearn_gets_its_file_and_always_status_0(world):
    (world / "root" / "grade" / "student").mkdir(parents=True)
    (world / "root" / "grade" / "student" / "counting.py").write_text("")
    assert run(world, a_grade(UNKNOWN)) == 0
    assert json.loads((world / "root/grade/results/results.json").read_text())["gradable"] is False


def test_elsewhere_there_is_a_file_for_junit(world):
    assert run(world, a_grade(a_failed_check()), variables={"CI": "true"}) == 1
    assert "<testsuites" in (world / "checkout" / "grader-junit.xml").read_text()


def test_autolabs_line_is_the_last_one(world, capsys):
    assert run(world, a_grade(a_failed_check()), platform="autolab") == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"scores": {"ex07": 0}, "scoreboard": [0]}


# ------------------------------------------------------------------------------------------- as it goes


def test_on_gradescope_what_was_decided_is_kept_although_the_rest_never_comes(world):
    file = on_gradescope(world)
    seen = []

    def cut_off(*_arguments, on_event, **_keywords):
        on_event(Collected(tuple(Planned(name=f"test_{n}", promise=f"P{n}.", points=1) for n in range(3))))
        on_event(Held(Level.CONFINED))
        for number in range(2):
            on_event(Decided(a_check(f"test_{number}", points=1)))
            seen.append(json.loads(file.read_text())["score"])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(world, cut_off)
    result = json.loads(file.read_text())
    assert seen == [1, 2]
    assert [test["status"] for test in result["tests"]] == ["passed", "passed", "failed"]
    assert "was not looked at" in result["tests"][2]["output"]
    assert "time limit" in result["output"]


def test_on_gradescope_the_last_file_says_nothing_of_a_time_limit(world):
    file = on_gradescope(world)
    assert run(world, a_grade(a_failed_check())) == 0
    assert "time limit" not in json.loads(file.read_text())["output"]


def test_on_gradescope_our_fault_leaves_no_score_and_status_3(world):
    file = on_gradescope(world)
    assert run(world, a_grade(a_check(), UNKNOWN)) == 3
    assert "score" not in json.loads(file.read_text())


def test_as_many_checks_as_are_asked_for_are_looked_at_side_by_side(world):
    asked = []

    def give(*_arguments, **keywords):
        asked.append(keywords["at_once"])
        return a_grade()

    run(world, give, variables=on_github(world), workers="7")
    assert asked == [7]
