"""`grader trace`: where its report goes, and the exit status that it passes on."""

from __future__ import annotations

import os
import subprocess

import pytest
from builders import a_child, a_deadlock, a_run
from grades import grader

from grader.evidence import decode
from grader.model import Ending, Evidence, Leftovers

COMMAND = ["--", "sh", "-c", "echo from the program"]


def tracing(evidence):
    """A stand-in for the recorder that lets the command have the real streams."""

    def trace(command, *, limits):
        subprocess.run(command, check=False)
        return evidence

    return trace


LEFT = a_run(a_child(3, ended=None, orphaned=0.9, adopted_by=1), left=Leftovers(alive=(3,), names=("/dev/shm/psm_1",)))


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        ({"exit_code": 7}, 7),
        ({"ending": Ending.SIGNALLED, "exit_code": None, "signal": 9}, 137),
        ({"ending": Ending.TIMED_OUT, "exit_code": None}, 124),
        ({"ending": Ending.MEMORY_LIMIT, "exit_code": None}, 124),
        ({"ending": Ending.SANDBOX_FAILED, "exit_code": None, "problem": "no memory"}, 3),
    ],
    ids=["exited", "signalled", "too long", "too much", "our fault"],
)
def test_the_exit_status_is_the_programs(ending, status):
    assert grader("trace", *COMMAND, trace=tracing(a_run(**ending))) == status


def test_the_report_goes_to_stderr_and_the_program_keeps_stdout(capfd, snapshot):
    grader("trace", *COMMAND, trace=tracing(LEFT))
    out, err = capfd.readouterr()
    assert out == "from the program\n"
    assert err == snapshot


def test_with_json_stdout_is_the_report_alone(capfd):
    grader("trace", "--json", *COMMAND, trace=tracing(LEFT))
    out, err = capfd.readouterr()
    assert decode(Evidence, out) == LEFT
    assert err == "from the program\n"


def test_after_json_stdout_is_what_it_was(capfd):
    grader("trace", "--json", *COMMAND, trace=tracing(LEFT))
    capfd.readouterr()
    os.write(1, b"stdout")
    assert capfd.readouterr() == ("stdout", "")


def test_what_is_left_over_cannot_steer_the_terminal(capfd):
    grader("trace", *COMMAND, trace=tracing(a_run(left=Leftovers(names=("/dev/shm/\x1b[2J",)))))
    assert "/dev/shm/\\x1b[2J" in capfd.readouterr().err


@pytest.mark.parametrize("json", [[], ["--json"]], ids=["text", "json"])
def test_the_report_may_go_to_a_file(json, capfd, tmp_path):
    grader("trace", *json, "-o", str(tmp_path / "report"), *COMMAND, trace=tracing(LEFT))
    assert capfd.readouterr() == ("from the program\n", "")
    assert "orphaned" in (tmp_path / "report").read_text()


def test_a_program_that_is_not_there_is_127(capfd):
    assert grader("trace", "--", "no-such-program", trace=tracing(LEFT)) == 127
    assert capfd.readouterr().err == "error: there is no command no-such-program\n"


def test_the_limits_are_passed_on():
    given = []

    def trace(command, *, limits):
        given.append((command, limits.wall_seconds, limits.memory_mib))
        return LEFT

    grader("trace", "--wall", "2.5", "--memory", "64", "--", "sleep", "1", "--wall", "9", trace=trace)
    assert given == [(["sleep", "1", "--wall", "9"], 2.5, 64)]


def test_a_standstill_is_told_with_who_waits_for_whom(capfd):
    assert grader("trace", *COMMAND, trace=tracing(a_deadlock())) == 124
    report = capfd.readouterr().err
    assert "Who waits for whom:" in report
    assert "the program was deadlocked: each holds a lock that the next one waits for" in report
    assert "ended by the sandbox" not in report  # all of it was, and that is not what is worth knowing
