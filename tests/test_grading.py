"""From an exercise and a submission to a grade, whatever breaks on the way."""

from __future__ import annotations

from textwrap import dedent

import pytest
from builders import a_run
from suites import a_request, an_exercise, call

from grader.errors import SandboxError
from grader.grading import Tally, grade, records_of
from grader.model import Level, Verdict
from grader.submission import Submission
from grader.suite.events import Decided, Problem, Started, from_line
from grader.suite.request import Supply
from grader.suite.teller import Teller

HOLDS = 'def test_holds(student):\n    """It holds."""\n    assert student.call("double", n=3).value == 6'
FAILS = 'def test_fails(student):\n    """It fails."""\n    assert student.call("double", n=3).value == 7'
SIX = (a_run(value=6, call=call("double", n=3)),)
RIGHT = Submission({"toy.py": b"def double(n):\n    return 2 * n\n"})


def graded(exercise, **differs):
    return grade(exercise, RIGHT, **{"seed": 5, "replay": {"test_holds": SIX, "test_fails": SIX}, **differs})


def more(*arguments):
    """One more of a kind of which the quick round takes the first."""
    return pytest.param(*arguments, marks=pytest.mark.slow)


def verdicts(result):
    return [check.verdict for check in result.checks]


def test_a_grade_says_what_was_judged_and_how(tmp_path):
    result = graded(an_exercise(tmp_path, HOLDS, FAILS))
    assert (result.exercise, result.title, result.seed, result.level) == ("01_toy", "Toy", 5, Level.CONTAINED)
    assert (result.submission, result.earned, result.possible) == (RIGHT.digest, 1, 2)
    assert verdicts(result) == [Verdict.PASSED, Verdict.FAILED]


def test_a_seed_is_made_up_if_none_is_given(tmp_path):
    toy = an_exercise(tmp_path, HOLDS)
    assert len({graded(toy, seed=None).seed for _ in range(2)}) == 2


def test_events_are_told_as_they_come(tmp_path):
    heard = []
    graded(an_exercise(tmp_path, HOLDS), on_event=heard.append)
    assert [event.name for event in heard if isinstance(event, Started)] == ["test_holds"]


def test_a_course_may_keep_expected_and_got_to_itself(tmp_path):
    toy, heard = an_exercise(tmp_path, FAILS), []
    assert "7" in graded(toy).checks[0].detail
    assert graded(toy, feedback="promise", on_event=heard.append).checks[0].detail == ""
    assert [event.check.detail for event in heard if isinstance(event, Decided)] == [""]


# ---------------------------------------------------------------------------------------------- what breaks


def test_what_was_decided_stays_decided_when_the_runner_dies(tmp_path):
    dies = 'def test_dies(student):\n    """It dies."""\n    import os; os._exit(7)'
    result = graded(an_exercise(tmp_path, HOLDS, dies, FAILS))
    assert verdicts(result) == [Verdict.PASSED, Verdict.UNKNOWN, Verdict.UNKNOWN]
    assert "the runner of the hidden suite ended early with status 7" in result.checks[1].seen
    assert result.undecided


def test_rubbish_in_place_of_an_event_ends_the_grading_kindly(tmp_path):
    rubbish = '''
    def test_rubbish(student):
        """It writes wherever it can."""
        import contextlib, os
        for descriptor in range(1, 64):
            with contextlib.suppress(OSError):
                os.write(descriptor, b"rubbish\\n")
    '''
    result = graded(an_exercise(tmp_path, HOLDS, rubbish))
    assert verdicts(result) == [Verdict.PASSED, Verdict.UNKNOWN]
    assert "something that is no event" in result.checks[1].seen


def test_a_suite_that_cannot_be_read_gives_no_grade_but_a_reason(tmp_path):
    result = graded(an_exercise(tmp_path, "import nowhere"))
    assert result.checks == ()
    assert result.undecided
    assert result.problem.endswith("No module named 'nowhere'")


def test_nothing_planned_and_nothing_said_is_a_problem_of_the_whole():
    tally = Tally()
    tally.end_early("the runner fell silent")
    assert (tally.problem, tally.checks) == ("the runner fell silent", ())


# ---------------------------------------------------------------------------------------------- surroundings


def test_the_runner_knows_nothing_of_the_callers_environment(tmp_path, monkeypatch):
    looks = '''
    def test_looks(student):
        """It looks around."""
        import os
        known = [name for name in os.environ if name.startswith(("GITHUB_", "PYTEST_ADDOPTS"))]
        assert not known
    '''
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    assert verdicts(graded(an_exercise(tmp_path, looks))) == [Verdict.PASSED]


def test_as_many_checks_as_are_wanted_are_looked_at_side_by_side(tmp_path):
    asks = 'def test_asks(student):\n    """It asks."""\n    assert student._at_once == 3'
    assert verdicts(graded(an_exercise(tmp_path, asks), at_once=3)) == [Verdict.PASSED]


def test_files_in_the_current_folder_are_never_imported(tmp_path, monkeypatch):
    for name in ("json", "random", "pytest", "conftest", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert verdicts(graded(an_exercise(tmp_path, HOLDS))) == [Verdict.PASSED]


# ---------------------------------------------------------------------------------------------- programs


def checked(exercise, source, **differs):
    return grade(exercise, Submission({"toy.py": dedent(source).encode()}), seed=5, **differs)


def test_a_right_program_passes(tmp_path):
    result = checked(an_exercise(tmp_path, HOLDS), "def double(n):\n    return 2 * n")
    assert (verdicts(result), result.problem) == ([Verdict.PASSED], "")


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("def double(n):\n    return n", "what the program did is not what is promised"),
        more("def double(n):\n    raise ValueError(n)", "the call raised an error: toy.py:2: ValueError: 3"),
        more("import os\ndef double(n):\n    os._exit(0)", "the call did not return: the program exited with status 0"),
        more(
            "import os, signal\ndef double(n):\n    os.kill(os.getpid(), signal.SIGSEGV)",
            "the call did not return: the program was ended by SIGSEGV",
        ),
        more(
            "class Liar:\n    def __eq__(self, other): return True\ndef double(n):\n    return Liar()",
            "what the call returned is not plain data",
        ),
        more("def double(n):\n    print(6)", "the call returned nothing (None)"),
    ],
)
def test_a_wrong_program_fails_and_is_told_why(tmp_path, source, seen):
    result = checked(an_exercise(tmp_path, HOLDS), source)
    assert verdicts(result) == [Verdict.FAILED]
    assert result.checks[0].seen.startswith(seen)


def test_work_is_seen_where_it_is_done(tmp_path):
    works = '''
    def test_works(student):
        """The work is done in a child."""
        run = student.call("double", n=3, start_method="fork", work=WorkPlan(seconds=0, plan={"4": {"fails": True}}))
        run.assert_worked_in_children()
        run.assert_worked([3, 4])
        assert [piece.failed for piece in run.work] == [False, True]
        assert run.value == 1
    '''
    source = """
    from multiprocessing import Process
    from workshop import work

    def double(n):
        child = Process(target=lambda: (work(n), work(n + 1)))
        child.start()
        child.join()
        return child.exitcode
    """
    result = checked(an_exercise(tmp_path, works), source)
    assert verdicts(result) == [Verdict.PASSED], result.checks[0].seen


def test_the_sandbox_is_of_the_level_wanted_and_hides_the_course(tmp_path, monkeypatch):
    monkeypatch.setattr("grader.suite.request.open_sandbox", lambda level, hidden, **_: (level, hidden))
    request = a_request(an_exercise(tmp_path, HOLDS), hidden=("/course",), level=Level.ISOLATED)
    assert Supply(request).for_check("test_holds") == (Level.ISOLATED, ("/course",))


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("def double(n):\n    return 2 *", "toy.py:2: SyntaxError: invalid syntax"),
        more("\nimport nowhere", "toy.py:2: ModuleNotFoundError: No module named 'nowhere'"),
        more("import os\nos._exit(0)", "while the file was being loaded, the program exited with status 0"),
    ],
)
def test_a_program_that_cannot_be_loaded_is_one_problem(tmp_path, source, problem):
    result = checked(an_exercise(tmp_path, HOLDS, FAILS), source)
    assert result.problem == problem
    assert {(check.verdict, check.seen) for check in result.checks} == {(Verdict.FAILED, problem)}


@pytest.mark.parametrize(
    "source",
    ["def double(n):\n    return 2 * n", more("def double(n):\n    raise ValueError(n)"), more("import nowhere")],
)
def test_records_are_judged_again_without_the_program(tmp_path, source):
    toy = an_exercise(tmp_path, HOLDS, FAILS)
    first = checked(toy, source)
    again = checked(toy, "", replay=records_of(first))
    assert (again.checks[0].seen, verdicts(again)) == (first.checks[0].seen, verdicts(first))


def test_a_repaired_check_judges_the_old_records(tmp_path):
    first = checked(an_exercise(tmp_path, FAILS), "def double(n):\n    return 2 * n")
    repaired = an_exercise(tmp_path, FAILS.replace("== 7", "== 6"))
    assert verdicts(checked(repaired, "", replay=records_of(first))) == [Verdict.PASSED]


def test_what_may_help_is_told_with_what_is_wrong():
    def load():
        raise SandboxError("the level does not work", hint="be root")

    lines = []
    assert Teller(lines.append, load, None).pytest_runtestloop()
    assert from_line(lines[-1]) == Problem("the level does not work; be root")
