"""`grader hunt` on scripts of anybody's: what depends on the schedule is found, and what does not is left alone."""

from __future__ import annotations

from textwrap import dedent

import pytest
from typer.testing import CliRunner

from grader.cli.app import app
from grader.errors import UsageError

RACE = """
    import sys
    from multiprocessing import Process, Value

    def add(counter):
        counter.value += 1

    if __name__ == "__main__":
        counter = Value("i", 0)
        processes = [Process(target=add, args=(counter,)) for _ in range(int(sys.argv[1]))]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        print("total", counter.value)
"""


@pytest.fixture
def hunt(tmp_path):
    """Hunt in a script with this source; gives the exit status and what was said."""

    def hunt(source, *words, options=(), **files):
        for name, text in {"script": source, **files}.items():
            (tmp_path / f"{name}.py").write_text(dedent(text))
        found = CliRunner().invoke(app, ["hunt", *options, str(tmp_path / "script.py"), *words])
        return found.exit_code, found.output

    return hunt


@pytest.mark.slow
def test_output_that_depends_on_the_schedule_is_found_and_comes_again(hunt):
    status, said = hunt(RACE, "2")
    assert status == 1
    assert "it prints something else than in the natural order" in said
    assert "this update is lost" in said
    seed = said.partition("--replay ")[2].split()[0]
    assert hunt(RACE, "2", options=["--replay", seed])[0] == 1


def test_output_that_does_not_is_left_alone(hunt):
    status, said = hunt(RACE, "1", options=["--schedules", "12"])
    assert status == 0
    assert "12 schedules" in said


@pytest.mark.slow
def test_what_is_expected_can_be_said(hunt):
    assert hunt(RACE, "1", options=["--schedules", "4", "--expect", "total 1"])[0] == 0
    status, said = hunt(RACE, "1", options=["--schedules", "4", "--expect", "total 2"])
    assert (status, "something else than expected" in said) == (1, True)


@pytest.mark.slow
def test_a_command_can_judge_the_output(hunt):
    judge = "import sys; sys.exit('total' not in open(sys.argv[1]).read())"
    for command, expected in (
        ("python3 judge.py {out}", ""),
        ("grep -q sum {out}", "the command exited with status 1\n"),
        ("grep -v sum {out}; false", "the command exited with status 1: total 1\n"),
    ):
        status, said = hunt(RACE, "1", options=["--schedules", "4", "--command", command], judge=judge)
        assert (status, expected in said) == (bool(expected), True), said


@pytest.mark.slow
def test_an_error_under_some_schedules_is_found(hunt):
    source = """
        from multiprocessing import Process, Value

        def prepare(data, ready):
            ready.value = 1
            data.value = 7

        data, ready = Value("i", 0), Value("i", 0)
        process = Process(target=prepare, args=(data, ready))
        process.start()
        while not ready.value:
            pass
        assert data.value == 7, "not ready"
        process.join()
        """
    status, said = hunt(source, options=["--schedules", "60"])
    assert (status, "it ends with status 1" in said, "AssertionError: not ready" in said) == (1, True, True)


def test_a_deadlock_is_told_with_who_waits_for_whom(hunt):
    source = """
        import os
        reader, writer = os.pipe()
        os.read(reader, 1)
        """
    status, said = hunt(source)
    assert status == 1
    assert "was deadlocked: main" in said


@pytest.mark.slow
def test_a_script_with_spawned_children_is_under_control(hunt):
    source = "import multiprocessing\nmultiprocessing.set_start_method('spawn', force=True)\n" + dedent(RACE)
    status, said = hunt(source, "2", options=["--schedules", "24"])
    assert (status, "this update is lost" in said) == (1, True)


def test_a_script_that_is_not_there_is_one_line(hunt, tmp_path):
    done = CliRunner().invoke(app, ["hunt", str(tmp_path / "nothing.py")])
    assert isinstance(done.exception, UsageError)
    assert "nothing.py cannot be read: No such file or directory" in done.exception.message
