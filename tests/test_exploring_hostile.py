"""Programs that work against the scheduler: none of them gets a pass by it, and none is accused without a reason."""

from __future__ import annotations

import pytest
from students import a_student

from grader.model import Ending, Limits


@pytest.fixture
def explored(sandbox):
    """Explore `solve()` of a source, which should return 1; gives what was said, and the student."""

    def explored(source, schedules=4, **settings):
        student = a_student(sandbox, source, schedules, **settings)
        try:
            student.explore("solve", start_method="fork").all_satisfy(lambda run: run.value == 1)
        except AssertionError as error:
            return str(error), student
        return "", student

    return explored


def test_who_ends_before_the_call_returns_does_not_pass(explored):
    said, _ = explored("import os\ndef solve(): os._exit(0)")
    assert "ended with status 0" in said or "exited with status 0" in said


def test_who_kills_what_performs_its_schedules_does_not_pass(explored):
    said, student = explored("import os, signal\ndef solve():\n    os.kill(os.getppid(), signal.SIGKILL)\n    return 1")
    assert said or student.runs[-1].evidence.ending is Ending.TAMPERED


def test_who_speaks_for_a_thread_is_tampering(explored):
    source = """
        import gc, socket
        def solve():
            for each in gc.get_objects():
                if type(each) is socket.socket and each.fileno() >= 0:
                    each.send(b"[1, [], [1, 2, 3]]")
            return 1
        """
    _, student = explored(source)
    assert student.runs[-1].evidence.ending is Ending.TAMPERED


@pytest.mark.slow
def test_a_child_that_closes_its_connection_is_judged_by_what_it_does_alone(explored):
    for result, told in ((1, False), (2, True)):
        source = f"""
            import os, time
            def solve():
                if os.fork() == 0:
                    os.closerange(3, 200)
                    for _ in range(2):  # at the first it learns that it is alone
                        time.sleep(0.3)
                    os._exit(0)
                os.wait()
                return {result}
            """
        said, student = explored(source)
        assert bool(said) is told
        assert "says nothing" in student.explorations[0].sentence


def test_what_is_never_under_control_does_not_hang(explored):
    source = """
        import signal
        def solve():
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            signal.signal(signal.SIGALRM, lambda *_: None)
            signal.pause()
            return 1
        """
    said, student = explored(source, schedules=1)
    assert said == ""
    schedule = student.runs[-1].evidence.schedule
    assert schedule is None or not schedule.repeatable  # where the machine is crowded, it was stirred instead


@pytest.mark.slow
def test_a_loop_without_end_is_given_up(explored):
    said, student = explored("def solve():\n    while True: pass", schedules=1, limits=Limits(wall_seconds=1))
    assert "did not return" in said
    assert student.explorations[0].inconclusive == 1


def test_a_lie_about_equality_does_not_help(explored):
    said, _ = explored("class Liar(int):\n    __eq__ = lambda *_: True\ndef solve(): return Liar(2)")
    assert said
