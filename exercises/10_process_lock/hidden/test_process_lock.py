"""10: several processes write one log; its numbers have no gap, its lines are whole, and nobody waits for ever."""

from __future__ import annotations

from itertools import pairwise
from signal import SIGKILL
from string import ascii_uppercase
from typing import Any

from grader.sandbox.door import ProcessLook
from grader.suite import Run, Student, WorkPlan, after, hint, points

SLOWER = {"seconds": 0.08}
LOG = "log.txt"
TOGETHER_SECONDS = (0.04, 0.2, 0.6)
"""How long something takes, from try to try, while all are to be there: the shortest will do, unless the machine is
crowded, and a wrong program is late every time."""
PAUSES = (0.08, 0.08, 0.3, 0.3, 0.8, 0.8)
"""How many seconds the workers have to come to the section before one is killed, from try to try."""


def slow_first(seconds: float) -> WorkPlan:
    """Making number 1 takes that long: meanwhile every worker comes to the lock. They compose at different speeds."""
    composing = {f'"{letter}"': {"seconds": taken} for letter, taken in (("a", 0.04), ("b", 0.02), ("c", 0.01))}
    return WorkPlan(seconds=0, plan={"1": {"step": "make", "seconds": seconds}, **composing})


def log_of(run: Run) -> list[str]:
    """The lines of the log that the run has left, each without its newline; none if there is no log."""
    text = run.evidence.files.get(LOG, "")
    assert text.endswith("\n") or not text, "the last line of the log has no newline"
    return text.split("\n")[:-1]


def numbers_in(run: Run) -> list[str]:
    """The first word of each line of the log, in the order of the lines."""
    return [line.partition(" ")[0] for line in log_of(run)]


def counted(last: int) -> list[str]:
    """1, 2, 3 and so on, as they stand in a log."""
    return [str(number) for number in range(1, last + 1)]


def line_of(worker: int, width: int) -> str:
    """What follows the number in a line of that worker."""
    return f"{worker} {ascii_uppercase[worker % 26] * width}"


def assert_whole(run: Run, wanted: dict[int, int], width: int) -> None:
    """Every line is one that some worker had to write, and each worker's lines are there: worker to number of them."""
    lines = [line.partition(" ")[2] for line in log_of(run)]
    right = sorted(line_of(worker, width) for worker, number in wanted.items() for _ in range(number))
    broken = sum(1 for line in lines if line not in right)
    assert broken == 0, f"{broken} of the {len(lines)} lines in the log are not whole, or not what they should be"
    assert sorted(lines) == right, f"there are {len(lines)} lines in the log, where {len(right)} should be"


def assert_logged(run: Run, workers: int, lines: int, width: int) -> None:
    """The result and the log are right, and it was children that worked."""
    last = run.value_as(int)
    run.assert_worked_in_children()
    assert_whole(run, dict.fromkeys(range(workers), lines), width)
    assert numbers_in(run) == counted(workers * lines), "the lines are not numbered 1, 2, 3 and so on from the top"
    assert last == workers * lines, f"the result is {last}, where the last line has the number {workers * lines}"


def assert_made_in_turn(run: Run, last: int) -> None:
    """The numbers were made in order, each of them once, and one after the other."""
    made = [piece for piece in run.work if piece.step == "make"]
    assert [piece.item for piece in made] == list(range(1, last + 1)), (
        "the numbers were not made in order, each of them once"
    )
    apart = all(sooner.ended is not None and sooner.ended <= later.began for sooner, later in pairwise(made))
    assert apart, "a number was being made while another worker was still making the one before"


def workers_in(table: tuple[ProcessLook, ...], main: int) -> list[int]:
    """The pids of the processes beside main, in the order of their births."""
    family = [look for look in table if look.pid != main and not look.is_service and look.state != "Z"]
    return [look.pid for look in sorted(family, key=lambda look: look.started)]


def run_with_a_killed_worker(student: Student, number: int, pause: float) -> tuple[Run, list[int]]:
    """A run of two workers, the first of which to enter the section stays there; soon one is killed, which is told."""
    plan = WorkPlan(seconds=0, plan={"1": {"step": "make", "seconds": 0.15 + 1.5 * pause}, '"b"': {"seconds": 0.04}})
    arguments = {"path": LOG, "workers": 2, "lines": 2, "width": 4}
    with student.program("append_log", **arguments, start_method="fork", work=plan) as live:
        table = live.wait(lambda table: len(workers_in(table, live.main)) == 2, within_seconds=3) or ()
        live.wait(lambda _: False, within_seconds=pause)  # until somebody is in the section
        victims = workers_in(table, live.main)[number % 2 :][:1]
        for victim in victims:
            live.signal(SIGKILL, victim)
        live.wait_ended(within_seconds=3.5)
    return live.run, victims


@points(1)
@hint("Begin with one worker: what is in its line, what does work(letter) return, and what comes after the last line?")
def test_one_worker_writes_its_lines(student: Student) -> None:
    """One worker, in a child process, writes its lines, numbered from 1; without lines the result is 0."""
    lines, width = student.random.randrange(3, 9), student.random.randrange(1, 20)
    for number in (lines, 0):
        arguments = {"path": LOG, "workers": 1, "lines": number, "width": width}
        run = student.call(
            "append_log", **arguments, start_method="fork", fetch=(LOG,), work=WorkPlan(seconds=0), wall_seconds=3
        )
        if number:
            assert_logged(run, 1, number, width)
        else:
            assert (run.value_as(int), log_of(run)) == (0, []), (
                "without lines the result should be 0, and the log empty"
            )


@points(2)
@hint("From asking for the last number until the line is in the file: can anybody else get in between?")
@after(test_one_worker_writes_its_lines)
def test_numbers_have_no_gap(student: Student) -> None:
    """The lines are numbered 1, 2, 3 and so on in the order in which they stand, whatever the schedule."""

    def is_promised(run: Run) -> None:
        run.last_return()
        assert numbers_in(run) == counted(4), "the lines are not numbered 1, 2, 3 and so on from the top"
        assert_logged(run, 2, 2, 3)
        assert_made_in_turn(run, 4)

    arguments = {"path": LOG, "workers": 2, "lines": 2, "width": 3}
    runs = student.explore("append_log", **arguments, start_method="fork", fetch=(LOG,), work=WorkPlan(seconds=0))
    runs.all_satisfy(is_promised)


@points(2)
@hint(
    "A line has to be in the file to its end before the next one begins; and what if two processes each open the file?"
)
@after(test_one_worker_writes_its_lines)
def test_lines_are_whole(student: Student) -> None:
    """Every line is there and is whole, with a payload of 10,000 letters, and with more workers than letters."""
    arguments = {"path": LOG, "workers": 3, "lines": 2, "width": 10_000}
    run = student.call("append_log", **arguments, start_method="fork", fetch=(LOG,), work=slow_first(0.1))
    run.last_return()
    assert_whole(run, {0: 2, 1: 2, 2: 2}, 10_000)
    arguments = {"path": LOG, "workers": 27, "lines": 1, "width": 2}
    run = student.call("append_log", **arguments, start_method="fork", fetch=(LOG,), work=WorkPlan(seconds=0))
    run.last_return()
    assert_whole(run, dict.fromkeys(range(27), 1), 2)


@points(1)
@hint("Start all workers before you wait for one, and let only that be locked which two must not do at once.")
@after(test_numbers_have_no_gap)
def test_payloads_are_composed_side_by_side(student: Student) -> None:
    """Each line is composed by work(letter), and these calls overlap: nobody waits for another worker to compose."""
    arguments = {"path": LOG, "workers": 3, "lines": 2, "width": 4}
    for seconds in TOGETHER_SECONDS:
        work = WorkPlan(seconds=seconds)
        run = student.call("append_log", **arguments, start_method="fork", fetch=(LOG,), work=work)
        assert_logged(run, 3, 2, 4)
        run.assert_worked([*"abcabc"])
        if run.most_working >= 3:
            break
    run.assert_working_together(3)


@points(1)
@hint("A worker that fails still holds the lock, unless something gives it back on every way out; and who is told?")
@after(test_numbers_have_no_gap)
def test_a_failing_worker_keeps_nobody_waiting(student: Student) -> None:
    """If work() or make() fails in a worker, the others go on to their ends, and then the call raises an error."""
    for seconds in (0.03, 0.3, 0.9):  # the shortest is enough, unless the machine is crowded
        first = {"step": "make", "seconds": seconds}
        run = failing_run(student, {"1": first, "3": {"step": "make", "fails": True, "seconds": 0.05}}, workers=2)
        assert_numbers(run, 2)
        if len({piece.pid for piece in run.work if piece.step == "make" and piece.item in (1, 2)}) == 2:
            break  # each has written a line: whoever fails with the third number, the other one has one to go
    run = failing_run(student, {'"b"': {"fails": True, "seconds": 0}, '"a"': SLOWER, '"c"': SLOWER}, workers=3)
    assert_whole(run, {0: 2, 2: 2}, 4)  # b fails first
    assert_numbers(run, len(log_of(run)))


def failing_run(student: Student, plan: dict[str, dict[str, Any]], *, workers: int) -> Run:
    """Each worker writes two lines, and something fails: the call raises an error and leaves nothing behind."""
    arguments = {"path": LOG, "workers": workers, "lines": 2, "width": 4}
    work = WorkPlan(seconds=0.02, plan=plan)
    run = student.call("append_log", **arguments, start_method="fork", fetch=(LOG,), work=work, wall_seconds=3)
    run.assert_raised()
    assert any(piece.failed for piece in run.work), "an error was raised, but no work had failed before that"
    run.assert_clean()
    return run


def assert_numbers(run: Run, last: int) -> None:
    """The numbers in the log of a failing run are 1, 2, 3 and so on."""
    assert numbers_in(run) == counted(last), "after the failure the numbers in the log are not 1, 2, 3 and so on"


@points(1)
@hint("A killed worker cannot give the lock back: who sees that it has ended, and what do they do about the others?")
@after(test_one_worker_writes_its_lines)
def test_a_killed_worker_freezes_nobody(student: Student) -> None:
    """If a worker is killed inside the section, the call raises an error within 2 seconds: it never hangs."""
    killed = 0
    for number, pause in enumerate(PAUSES):
        run, victims = run_with_a_killed_worker(student, number, pause)
        if not victims:
            continue
        killed += 1
        run.assert_raised()
        run.assert_clean()
        if any(piece.pid in victims and piece.step == "make" and piece.ended is None for piece in run.work):
            return  # it was the worker in the section that was killed; otherwise it will be the other one's turn
    assert killed, "there never were two workers at the same time"


@points(1)
@hint("With spawn and forkserver a child imports your file anew: it shares only what its arguments bring along.")
@after(test_numbers_have_no_gap)
def test_every_start_method_will_do(student: Student) -> None:
    """It works the same with the start methods spawn and forkserver, where a child inherits no variables."""
    arguments = {"path": LOG, "workers": 2, "lines": 1, "width": 4}
    for method, seconds in (("spawn", 0.1), ("forkserver", 0.05)):
        plan = WorkPlan(seconds=0, plan={"1": {"step": "make", "seconds": seconds}})
        run = student.call("append_log", **arguments, start_method=method, fetch=(LOG,), work=plan)
        assert_logged(run, 2, 1, 4)


@points(1)
@hint("What is in the log before you begin, and what does your process still have open, or not waited for, at the end?")
@after(test_numbers_have_no_gap)
def test_the_log_goes_on_and_nothing_is_left(student: Student) -> None:
    """Later calls go on in the same log, which is made if it is not there; and nothing is left behind, nor open."""
    run = student.call("append_log", path=LOG, workers=1, lines=0, width=4, start_method="fork", fetch=(LOG,))
    assert run.value_as(int) == 0, "without lines the result should be 0"
    assert LOG in run.evidence.files, "the log was not there, and it was not created"
    arguments = {"path": LOG, "workers": 2, "lines": 1, "width": 4}
    run = student.call("append_log", **arguments, start_method="fork", repeat=4, fetch=(LOG,), work=WorkPlan(seconds=0))
    assert run.values == (2, 4, 6, 8), "the results of four calls are not the numbers of the last lines: 2, 4, 6 and 8"
    assert_logged(run, 2, 4, 4)
    run.assert_clean()
    run.assert_reaped()
    run.assert_descriptors_kept()
