"""Grades for GitHub: annotations, summaries and the reporter of GitHub Classroom, with texts that mean no good."""

from __future__ import annotations

import base64
import json
import re

import pytest
from builders import a_failure, a_run
from ci_worlds import commands_in
from grades import a_check, a_failed_check, a_grade
from hostile_texts import grades
from hypothesis import given

from grader.export import Occasion, classroom, markdown, render, rows_of
from grader.export.github import command
from grader.export.rows import by_reason
from grader.model import Verdict

OCCASION = Occasion(files={"07_counting": "c.py"})
MIXED = a_grade(a_check(), a_failed_check(points=0.5), a_check("test_more", verdict=Verdict.SKIPPED))
UNKNOWN = a_check("test_most", verdict=Verdict.UNKNOWN, seen="the program could not be run")


def reported(*some):
    return json.loads(render("classroom", some))


# ------------------------------------------------------------------------------------------- GitHub


def test_a_command_is_escaped_as_the_runner_reads_it():
    said = command("error", "100%0A,a:b\nc", title="50%,line=1::x")
    assert said == "::error title=50%25%2Cline=1%3A%3Ax::100%250A,a:b%0Ac"


@given(grades())
def test_an_annotation_is_one_command_and_nothing_else_in_it_is_alive(some):
    for line in render("github", some, OCCASION).splitlines():
        kind, properties, message = re.fullmatch(r"::(error|warning) ([^:]*)::(.*)", line).groups()
        assert all(part.partition("=")[0] in ("file", "line", "title") for part in properties.split(","))
        assert "\r" not in message
        assert [name for name, *_ in commands_in(line)] == [kind]


@pytest.mark.parametrize(
    ("file", "line", "shown"),
    [
        ("counting.py", 12, "file=src/counting.py,line=12,"),
        ("deep/part.py", 3, "file=src/deep/part.py,line=3,"),
        ("/usr/lib/python3/queue.py", 3, "file=src/counting.py,title"),
        ("../../.github/workflows/grade.yml", 3, "file=src/counting.py,title"),
        ("a\n::error::b", 3, "file=src/counting.py,title"),
        ("a,line=4::x", 3, "file=src/a%2Cline=4%3A%3Ax,line=3,"),
        ("counting.py", None, "file=src/counting.py,title"),
    ],
)
def test_an_annotation_stands_where_the_program_failed_if_that_is_in_the_submission(file, line, shown):
    run = a_run(failure=a_failure(file=file, line=line))
    grade = a_grade(a_failed_check(evidence=(run,)))
    (annotation,) = render("github", [grade], Occasion(files={grade.exercise: "src/counting.py"})).splitlines()
    assert annotation.startswith(f"::error {shown}")


def test_there_are_never_more_annotations_than_are_shown():
    checks = [a_failed_check(f"test_{number}", seen=f"reason {number}") for number in range(12)]
    lines = render("github", [a_grade(*checks)], OCCASION).splitlines()
    assert len(lines) == 10
    assert "3 more failed" in lines[-1]


def test_checks_that_failed_for_one_reason_are_annotated_once():
    checks = [a_failed_check(f"test_{number}", seen="NameError", hint=f"Hint {number}.") for number in range(12)]
    (line,) = render("github", [a_grade(*checks)], OCCASION).splitlines()
    assert "(and 11 more)" in line
    assert render("markdown", [a_grade(*checks)], OCCASION).count("```text") == 1


def test_nothing_that_was_seen_is_left_out_of_a_summary():
    checks = [a_failed_check(f"test_{number}", seen=f"reason {number % 2}") for number in range(4)]
    blocks, _ = blocks_and_rest(render("markdown", [a_grade(*checks)], OCCASION))
    assert [block.splitlines()[0] for block in blocks] == ["reason 0", "reason 1"]


def blocks_and_rest(text):
    """Read Markdown as GitHub does, as far as code blocks go."""
    blocks, rest, fence = [], [], ""
    for line in text.split("\n"):
        if fence and re.fullmatch(f" {{0,3}}{fence}`*[ \t]*", line):
            fence = ""
        elif fence:
            blocks[-1].append(line)
        elif opened := re.match(" {0,3}(`{3,})[^`]*$", line):
            fence = opened[1]
            blocks.append([])
        else:
            rest.append(line)
    assert not fence
    return ["\n".join(block) for block in blocks], "\n".join(rest)


@given(grades())
def test_what_a_student_wrote_stays_in_its_fence(some):
    blocks, _ = blocks_and_rest(render("markdown", some, OCCASION))
    assert blocks == [group[0].text for grade in some for group in by_reason(rows_of([grade]))]


@given(grades())
def test_outside_of_fences_no_markup_is_alive(some):
    _, rest = blocks_and_rest(render("markdown", some, OCCASION))
    assert not re.search(r"<(script|img)|(?<!\\)[\[`]", rest)


@pytest.mark.parametrize("limit", range(300, 4000, 150))
def test_a_summary_keeps_every_limit(limit):
    grade = a_grade(*(a_failed_check(f"test_{number}", seen=f"{number}" * 90) for number in range(9)))
    assert len(markdown.summary([grade], OCCASION, most_bytes=limit).encode()) <= limit


def test_a_summary_is_never_longer_than_github_takes():
    many = [a_grade(*(a_failed_check(f"test_{n}", seen=f"{n}" + "日" * 1990) for n in range(100))) for _ in range(3)]
    text = markdown.summary(many, OCCASION)
    assert len(text.encode()) <= 1024 * 1024
    assert re.search(r"\d+ more parts are left out", text[-100:])


# ------------------------------------------------------------------------------------------- GitHub Classroom


@given(grades())
def test_the_reporter_gets_points_that_add_up_and_nothing_that_it_would_take_for_a_command(some):
    report = reported(*some)
    assert sum(test["score"] for test in report["tests"]) == pytest.approx(sum(grade.earned for grade in some))
    assert isinstance(report["max_score"], (int, float))
    for test in report["tests"]:
        printed = f"{test['name']}{test['message']}"
        assert not re.search(r"\n|\r|::|##\[", printed)
        assert test["line_no"] == 0


@pytest.mark.parametrize("text", ["::error::forged", ":::error::forged", "::::error::::forged", "###[error]forged"])
def test_no_run_of_colons_leaves_two_side_by_side(text):
    (test,) = reported(a_grade(a_failed_check(promise=text, seen=text)))["tests"]
    assert not re.search(r"::|##\[", test["name"] + test["message"])


@pytest.mark.parametrize(
    ("points", "rows"), [((2, 1), 3), ((0.5, 1, 2), 7), ((1 / 3, 1), 4), ((2, 2), 2), ((99, 2), 2)]
)
def test_checks_are_split_so_that_the_reporters_table_shows_the_same_share(points, rows):
    checks = [a_check(f"test_{number}", points=each) for number, each in enumerate(points)]
    tests = reported(a_grade(*checks))["tests"]
    assert len(tests) == rows
    assert rows == len(points) or len({test["score"] for test in tests}) == 1


def test_a_check_of_no_points_does_not_change_the_share_that_the_reporter_shows():
    assert len(reported(a_grade(a_check(), a_failed_check(points=0)))["tests"]) == 1


def test_the_output_is_the_report_as_base64_in_one_line():
    lines = dict(line.partition("=")[::2] for line in classroom.outputs([MIXED], OCCASION).splitlines())
    assert json.loads(base64.b64decode(lines["result"])) == reported(MIXED)
    assert (lines["status"], lines["earned"], lines["possible"]) == ("fail", "2", "4.5")


def test_no_points_can_be_sent_when_something_was_not_judged():
    assert classroom.outputs([a_grade(a_check(), UNKNOWN)], OCCASION) == "status=error\n"
