"""What becomes of a hidden test: toy suites are judged on recorded evidence; no program runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import a_child, a_failure, a_run
from suites import a_request, an_exercise, call, decided, told

from grader.model import Ending, Verdict
from grader.suite.events import Collected, Done, Held, Planned, Problem, Started, from_line, to_line

TESTS = '''
import pytest

@points(2)
@hint("Never shown for a check that passes.")
def test_good(student: Student) -> None:
    """A promise that is
    two lines long.

    Not a part of it.
    """
    print("anything", end="")
    assert student.call("f", n=1).value == 1

@points(3)
@hint("Think.")
def test_plain(student: Student) -> None:
    """Plain."""
    assert student.call("f", n=1).value == 2

def test_worded(student: Student) -> None:
    """Worded."""
    value = student.call("f", n=1).value
    assert value == 2, f"it was {value}"

def test_promise(student: Student) -> None:
    """Promise."""
    student.call("f", n=1).assert_processes(3)

def test_broken(student: Student) -> None:
    """Broken."""
    student.call("f", n=1).value["key"]

@pytest.fixture
def bad(student: Student) -> None:
    raise ValueError("no fixture today")

def test_fixture(bad) -> None:
    """Fixture."""

def test_sandbox(student: Student) -> None:
    """Sandbox."""
    student.call("f", n=1)

def test_tampered(student: Student) -> None:
    """Tampered."""
    student.call("f", n=1)

def test_watched(student: Student) -> None:
    """Watched."""
    with student.program("f", n=1) as live:
        assert live.wait(lambda table: any(look.state == "Z" for look in table), within_seconds=9), "no zombie"
        assert len(live.look()) == 2
        assert live.wait_ended(within_seconds=9)
    assert len(live.run.children) == 1

def test_unwatched(student: Student) -> None:
    """Unwatched."""
    with student.program("f", n=1) as live:
        assert live.wait(lambda table: len(table) > 5, within_seconds=9), "never six"

def test_random(student: Student) -> None:
    """Random."""
    assert False, str(student.random.random())

@after(test_good)
def test_after_good(student: Student) -> None:
    """After good."""

@after(test_good, test_plain)
def test_after_plain(student: Student) -> None:
    """After plain."""

@after(test_broken)
def test_after_broken(student: Student) -> None:
    """After broken."""

@pytest.mark.parametrize("n", [1, 2])
def test_many(student: Student, n: int) -> None:
    """Many."""
    assert student.call("f", n=n).value == 1

@after(test_many)
def test_after_many(student: Student) -> None:
    """After many."""
'''
ONE = a_run(value=1, call=call("f", n=1))
RECORDS = {
    f"test_{name}": (ONE,) for name in ("good", "plain", "worded", "promise", "broken", "many[1]", "many[2]")
} | {
    "test_sandbox": (a_run(ending=Ending.SANDBOX_FAILED, problem="no room"),),
    "test_tampered": (a_run(value=1, ending=Ending.TAMPERED, problem="it replied twice"),),
    "test_watched": (a_run(a_child()),),
    "test_unwatched": (a_run(a_child()),),
}


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    return an_exercise(tmp_path_factory.mktemp("course"), TESTS)


@pytest.fixture(scope="module", params=[1, 3], ids=["one by one", "three at once"])
def events(toy, request):
    return told(a_request(toy, replay=RECORDS, seed=5, at_once=request.param))


@pytest.fixture(scope="module")
def checks(events):
    return decided(events)


def test_events_come_in_order(events):
    kinds = [type(event) for event in events]
    assert kinds[:3] == [Collected, Held, Started]
    assert kinds[-1] is Done


def test_what_is_planned_is_known_before_anything_is_decided(events):
    assert events[0].checks[0] == Planned(name="test_good", promise="A promise that is two lines long.", points=2)
    assert len(events[0].checks) == 17


def test_a_check_that_holds(checks):
    good = checks["good"]
    assert (good.verdict, good.earned, good.seen, good.hint) == (Verdict.PASSED, 2, "", "")
    assert good.evidence == (ONE,)


def test_a_plain_assertion_gives_the_detail_that_pytest_found(checks):
    plain = checks["plain"]
    assert (plain.verdict, plain.earned, plain.hint) == (Verdict.FAILED, 0, "Think.")
    assert plain.seen == "what the program did is not what is promised"
    assert plain.detail.startswith("assert 1 == 2\n +  where 1 = f(n=1).value")


def test_the_words_of_an_assertion_are_what_was_seen(checks):
    assert (checks["worded"].seen, checks["worded"].detail) == ("it was 1", "assert 1 == 2")


def test_an_assertion_on_evidence_says_what_it_saw(checks):
    assert checks["promise"].verdict is Verdict.FAILED
    assert checks["promise"].seen == "the program started no process, where it should start 3"


def test_a_suite_that_breaks_is_our_fault(checks):
    assert checks["broken"].verdict is Verdict.UNKNOWN
    assert checks["broken"].seen.startswith("the suite itself broke: test_toy.py:")
    assert checks["broken"].seen.endswith(": TypeError: 'int' object is not subscriptable")
    assert "ValueError: no fixture today" in checks["fixture"].seen


def test_a_sandbox_that_fails_is_our_fault_whatever_the_test_made_of_it(checks):
    assert checks["sandbox"].verdict is Verdict.UNKNOWN
    assert checks["sandbox"].seen == "the program could not be run, which is our fault: no room"


def test_a_program_that_tampers_never_passes(checks):
    assert checks["tampered"].verdict is Verdict.FAILED
    assert checks["tampered"].seen == "the program interfered with the grading: it replied twice"


def test_a_recorded_run_can_be_watched(checks):
    assert checks["watched"].verdict is Verdict.PASSED
    assert checks["watched"].evidence == RECORDS["test_watched"]


def test_a_watched_run_keeps_its_evidence_when_the_block_fails(checks):
    assert (checks["unwatched"].seen, len(checks["unwatched"].evidence)) == ("never six", 1)


def test_random_inputs_come_again_with_the_same_seed(toy, checks):
    again, other = (decided(told(a_request(toy, replay=RECORDS, seed=seed))) for seed in (5, 6))
    assert again["random"].seen == checks["random"].seen != other["random"].seen


@pytest.mark.parametrize(
    ("name", "verdict", "seen"),
    [
        ("after_good", Verdict.PASSED, ""),
        ("after_plain", Verdict.SKIPPED, "is looked at once “Plain” holds"),
        ("after_broken", Verdict.UNKNOWN, "could not be looked at, because “Broken” could not be judged"),
        ("after_many", Verdict.UNKNOWN, "could not be looked at, because “Many” could not be judged"),
    ],
)
def test_a_check_waits_for_others(checks, name, verdict, seen):
    assert (checks[name].verdict, checks[name].seen) == (verdict, seen)


def test_nothing_is_written_beside_the_suite(toy, events):
    assert [path.name for path in Path(toy.folder).rglob("*")] == ["hidden", "test_toy.py"]


# ---------------------------------------------------------------------------------------------- the whole


def test_a_submission_that_cannot_be_loaded_fails_every_check_for_that_reason(tmp_path):
    toy = an_exercise(tmp_path, 'def test_x(student):\n    """X."""', 'def test_y(student):\n    """Y."""')
    load = a_run(failure=a_failure(kind="load"), call="import toy")
    events = told(a_request(toy, replay={"test_x": (load,)}))
    line = "task.py:12: NameError: name 'x' is not defined"
    assert Problem(line) in events
    assert {(check.verdict, check.seen) for check in decided(events).values()} == {(Verdict.FAILED, line)}


def test_nobody_loses_points_when_loading_fails_through_us(tmp_path):
    toy = an_exercise(tmp_path, 'def test_x(student):\n    """X."""')
    load = a_run(ending=Ending.SANDBOX_FAILED, problem="no room", returns=(), call="import toy")
    assert decided(told(a_request(toy, replay={"test_x": (load,)})))["x"].verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("suite", "problem"),
    [
        ("import nowhere", "the hidden suite cannot be read: ModuleNotFoundError: No module named 'nowhere'"),
        ("def test_x(student): pass", "the hidden suite cannot be used: test_x: it has no docstring"),
        ("", "the hidden suite has no checks"),
        ("@points(-1)\ndef test_x(student): pass", "the hidden suite cannot be read: ValueError: points must be"),
    ],
)
def test_a_suite_that_cannot_be_used_is_a_problem(tmp_path, suite, problem):
    events = told(a_request(an_exercise(tmp_path, suite), replay={}))
    assert [event.text[: len(problem)] for event in events if isinstance(event, Problem)] == [problem]
    assert decided(events) == {}


def test_surroundings_are_not_read(tmp_path):
    toy = an_exercise(tmp_path, 'def test_x(student):\n    """X."""')
    Path(toy.folder, "hidden", "conftest.py").write_text("raise SystemExit(3)")
    Path(toy.folder, "hidden", "pytest.ini").write_text("[pytest]\naddopts = --nonsense")
    assert decided(told(a_request(toy, replay={})))["x"].verdict is Verdict.PASSED


def test_a_check_that_takes_too_long_is_our_fault_and_the_next_one_is_judged(tmp_path):
    endless = 'def test_x(student):\n    """X."""\n    while True: pass'
    toy = an_exercise(tmp_path, endless, 'def test_y(student):\n    """Y."""')
    checks = decided(told(a_request(toy, replay={}, check_seconds=0.2)))
    assert (checks["x"].verdict, checks["y"].verdict) == (Verdict.UNKNOWN, Verdict.PASSED)
    assert "Timeout" in checks["x"].seen


def test_events_come_back_as_they_went(events):
    assert [from_line(to_line(event)) for event in events] == events
