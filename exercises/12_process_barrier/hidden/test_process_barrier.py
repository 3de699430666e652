"""12: nobody is ahead of the others, and nobody waits for the dead."""

from __future__ import annotations

from signal import SIGKILL

from grader.model import Work
from grader.suite import Run, Student, WorkPlan, after, hint, points
from grader.suite.shapes import fits

TOGETHER_SECONDS = (0.04, 0.2, 0.8)
"""How long something takes, from try to try, while all are to be there: the shortest will do, unless the machine is
crowded, and a wrong program is late every time."""
HANGING_SECONDS = 4.0
"""When a call that should be over in a tenth of a second is called hanging."""
MOST_SECONDS_UNTIL_TOLD = 2.0
TOLD = 3


def all_pieces(workers: int, rounds: int) -> list[list[int]]:
    """What is to be worked on: every worker in every round."""
    return [[number, turn] for turn in range(rounds) for number in range(workers)]


def slow(pieces: list[list[int]], seconds: float, *, others: float = 0.0) -> WorkPlan:
    """A plan in which these pieces take so long, and the others hardly any time."""
    return WorkPlan(seconds=others, plan={str(piece): {"seconds": seconds} for piece in pieces})


def assert_done(run: Run, workers: int, rounds: int) -> None:
    """Every worker worked once in every round, in one process of its own."""
    value = run.value_as(int)
    wanted = all_pieces(workers, rounds)
    assert value == len(wanted), f"it returned {value}, where {len(wanted)} pieces of work are to be done"
    run.assert_worked(wanted)
    if wanted:
        run.assert_worked_in_children()
    pids = {(piece.item[0], piece.pid) for piece in run.work}
    assert len(pids) == len({pid for _, pid in pids}) == (workers if rounds else 0), (
        f"{workers} workers worked in {len({pid for _, pid in pids})} processes; each worker is one, for all rounds"
    )


def pieces(run: Run, turns: range) -> list[Work]:
    """The pieces of work of these rounds; the check fails if something else was worked on than [number, round]."""
    for piece in run.work:
        assert fits(piece.item, list[int]), "work() was called with something else than [number, round]"
        assert len(piece.item) == 2, "work() was called with something else than [number, round]"
    return [piece for piece in run.work if piece.item[1] in turns]


def assert_in_step(run: Run, rounds: int) -> None:
    """No piece of a round began before the last piece of the round before had ended."""
    done = pieces(run, range(rounds))
    for turn in range(1, rounds):
        over = max(piece.ended or run.evidence.seconds for piece in done if piece.item[1] == turn - 1)
        ahead = [piece for piece in done if piece.item[1] == turn and piece.began < over]
        assert not ahead, (
            f"{len(ahead)} of the workers began round {turn} at {ahead[0].began:.3f} s, "
            f"but round {turn - 1} was not over before {over:.3f} s"
        )


def assert_together(run: Run, workers: int, rounds: int) -> None:
    """All work is done, round after round."""
    assert run.value_as(int) == workers * rounds, "the result is not the number of all pieces of work"
    run.assert_worked(all_pieces(workers, rounds))
    assert_in_step(run, rounds)


def assert_rest_told(run: Run, workers: int, dead: int) -> None:
    """The casualty died, all others ended by themselves with the code that says that they were told, and soon."""
    run.assert_raised("BrokenBarrierError")
    assert not pieces(run, range(1, 100)), "a worker began round 1, although not everybody had come to the barrier"
    run.assert_worked(all_pieces(workers, 1))
    run.assert_worked_in_children()
    first = {piece.item[0]: piece for piece in run.work}
    lives = {number: life for number, piece in first.items() for life in run.others if life.pid == piece.pid}
    assert lives[dead].signal == SIGKILL, f"worker {dead} was not ended by SIGKILL"
    for number in sorted(set(lives) - {dead}):
        ended, status = lives[number].ended or run.evidence.seconds, lives[number].status
        assert status == TOLD, f"worker {number} ended with {status}, where it should be told and end with {TOLD}"
        told_after = ended - (lives[dead].ended or 0.0)
        assert told_after <= MOST_SECONDS_UNTIL_TOLD, (
            f"worker {number} was told only {told_after:.2f} s after the death"
        )


@points(1)
@hint("One process for each worker, with the loop over the rounds inside of it.")
def test_each_worker_works_in_every_round(student: Student) -> None:
    """Every worker works once in every round, in one process of its own, and the result is the number of all pieces."""
    rounds = student.random.randrange(2, 5)
    run = student.call(
        "phases",
        workers=3,
        rounds=rounds,
        start_method="fork",
        work=WorkPlan(seconds=0),
        wall_seconds=HANGING_SECONDS,
    )
    assert_done(run, 3, rounds)


@points(2)
@hint("How many parties does your barrier wait for, and does every worker come to it in every round?")
def test_nobody_is_ahead_of_the_others(student: Student) -> None:
    """Nobody begins a round before all have finished the one before, whoever is slow, and whatever the schedule."""
    run = student.call(
        "phases",
        workers=3,
        rounds=4,
        start_method="fork",
        work=slow([[2, 0], [0, 1], [1, 2], [0, 3]], 0.08),
        wall_seconds=HANGING_SECONDS,
    )
    assert_together(run, 3, 4)
    runs = student.explore("phases", workers=2, rounds=3, start_method="fork", work=WorkPlan(seconds=0))
    runs.all_satisfy(lambda run: assert_together(run, 2, 3))


@points(1)
@hint("They are to wait for each other between the rounds only; what else do they wait for?")
@after(test_each_worker_works_in_every_round)
def test_within_a_round_all_work_together(student: Student) -> None:
    """Within a round, all workers are at work at one instant."""
    for seconds in TOGETHER_SECONDS:
        run = student.call("phases", workers=3, rounds=2, start_method="fork", work=WorkPlan(seconds=seconds))
        assert_done(run, 3, 2)
        if run.most_working >= 3:
            break
    run.assert_working_together(3)


@points(1)
@hint("With spawn and forkserver a child imports your file anew, and knows only its top level and its own arguments.")
@after(test_each_worker_works_in_every_round)
def test_every_start_method_will_do(student: Student) -> None:
    """It works the same with spawn and forkserver, where a child inherits no variables."""
    for method in ("spawn", "forkserver"):
        run = student.call("phases", workers=2, rounds=2, start_method=method, work=slow([[0, 0]], 0.05))
        assert_done(run, 2, 2)
        assert_in_step(run, 2)


@points(1)
@hint("A worker that fails will not come to the barrier any more: who tells those who wait there?")
@after(test_each_worker_works_in_every_round)
def test_a_failure_in_a_worker_is_an_error(student: Student) -> None:
    """If work() fails in a worker, nobody begins another round and the call raises an error; it never hangs."""
    plan = WorkPlan(seconds=0, plan={"[0, 1]": {"fails": True}})
    for workers in (3, 1):
        arguments = {"workers": workers, "rounds": 4, "start_method": "fork", "work": plan}
        run = student.call("phases", **arguments, repeat=2, wall_seconds=HANGING_SECONDS)
        run.assert_raised()
        failed = sum(piece.failed for piece in run.work)
        assert failed, "an error was raised before any piece of work had failed"
        assert failed == 2, "after a first call that failed, the second one came to no round 1"
        assert not pieces(run, range(2, 100)), "a worker began round 2, although a piece of round 1 had failed"
        run.assert_clean()


@points(2)
@hint("Only the parent can see that a child has died, if it looks at all of them; what can it do to the barrier then?")
def test_the_rest_is_told_of_the_casualty(student: Student) -> None:
    """If a worker dies, first or last, all others are told within 2 s, those who come late too, and end with code 3."""
    for dead, late in ((2, [0]), (0, [1, 2])):
        run = student.call(
            "phases_with_casualty",
            workers=3,
            rounds=3,
            dead=dead,
            start_method="fork",
            work=slow([[number, 0] for number in late], 0.15),
            wall_seconds=HANGING_SECONDS,
        )
        assert_rest_told(run, 3, dead)
        run.assert_clean()


@points(1)
@hint("How many rounds, and how many workers, does your program need at least; and how long does it take for a round?")
def test_few_workers_and_many_rounds(student: Student) -> None:
    """A single worker, no round at all, and fifty quick rounds, which are over soon, work as well."""
    for workers, rounds in ((1, 2), (2, 0), (3, 50)):
        run = student.call(
            "phases",
            workers=workers,
            rounds=rounds,
            start_method="fork",
            work=WorkPlan(seconds=0),
            wall_seconds=HANGING_SECONDS,
        )
        assert_done(run, workers, rounds)
        assert_in_step(run, rounds)


@points(1)
@hint("Wait for every process you start, make what a call needs inside the call, and close what you open.")
def test_nothing_is_left_behind(student: Student) -> None:
    """It works again and again in one process, and leaves no process, no zombie and no open descriptor."""
    run = student.call(
        "phases",
        workers=2,
        rounds=2,
        start_method="fork",
        repeat=4,
        work=WorkPlan(seconds=0),
        wall_seconds=HANGING_SECONDS,
    )
    assert run.values == (4, 4, 4, 4), "a call did not give the number of the pieces of its own work"
    run.assert_clean()
    run.assert_reaped()
    run.assert_descriptors_kept()
