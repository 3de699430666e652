"""06: messages go to and fro in turns, programs are connected, and closed ends make everything end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from signal import SIGKILL, SIGTERM
from typing import Any

from grader.model import Work
from grader.sandbox.door import ProcessLook
from grader.suite import Run, Student, WorkPlan, after, hint, points

Table = Sequence[ProcessLook]
PATIENCE_SECONDS = 4
"""How long a watched program has time for what a right one does at once."""
AT_ONCE = WorkPlan(seconds=0)
LATE = ["sh", "-c", "cat; exec >&-; sleep 0.1; exit 3"]
"""A program that ends some time after it has closed its output."""


def children_in(table: Table, main: int) -> list[ProcessLook]:
    """The processes in a table that live, main and the library's services aside."""
    return [look for look in table if look.pid != main and not look.is_service and look.state != "Z"]


def has_children(main: int, number: int) -> Callable[[Table], bool]:
    """Whether a process table shows that many living processes besides main."""
    return lambda table: len(children_in(table, main)) >= number


def never(_: Table) -> bool:
    """For waiting until some time has passed."""
    return False


def with_signal(student: Student, number: int, *, to_main: bool) -> Run:
    """A game in which main, or its child, gets a signal while the child works on the first message."""
    work = WorkPlan(seconds=0.25 if to_main else 30)
    with student.program("ping_pong", messages=[1, 2], start_method="fork", work=work, linger_seconds=3) as live:
        live.wait(has_children(live.main, 1), within_seconds=PATIENCE_SECONDS)
        table = live.wait(never, within_seconds=0.08) or live.look()
        for look in children_in(table, live.main)[:1]:
            live.signal(number, None if to_main else look.pid)
        live.wait_ended(within_seconds=PATIENCE_SECONDS)
    return live.run


def assert_played(run: Run, messages: list[Any]) -> None:
    """One child worked on each message, main made each, and the replies are what the work gave."""
    replies = run.value_as(list[Any])
    run.assert_processes(1)
    assert run.others[0] in run.children, "the new process is not a child of the caller"
    run.assert_worked(messages)
    workers = {piece.pid for piece in run.worked}
    assert workers == {run.others[0].pid}, "it was not the child that called work() for every message"
    made = [piece.item for piece in run.work if piece.step == "make" and piece.pid == run.evidence.main]
    assert made == messages, "the parent did not call make() once for each message, in their order"
    expected = [message.upper() if isinstance(message, str) else message * message for message in messages]
    assert replies == expected, "the replies are not what work() returned for the messages, in their order"


def assert_taken_in_turns(pieces: Sequence[Work]) -> None:
    """A make and a work follow each other, each pair for one message, and none begins before the last one ended."""
    steps = [piece.step for piece in pieces]
    assert steps == ["make", "work"] * (len(steps) // 2), "a message was made before the one before it was answered"
    for sooner, later in pairwise(pieces):
        over = sooner.ended is not None and sooner.ended <= later.began
        assert over, "one side began before the other one was done"
    same = all(made.item == worked.item for made, worked in zip(pieces[::2], pieces[1::2], strict=True))
    assert same, "a message was answered in another turn than its own"


def assert_piped(run: Run, stdout: str, statuses: list[int]) -> None:
    """The output of the last program came home, and so did the status of each."""
    result = run.value_as(dict[str, Any])
    assert result.get("stdout") == stdout, 'the text under "stdout" is not what the last program wrote'
    assert result.get("statuses") == statuses, 'the numbers under "statuses" do not say how the programs ended'
    run.assert_clean()


@points(1)
@hint("The child needs one end of the pipe, and a loop: receive, work, send.")
def test_each_message_is_answered_by_the_child(student: Student) -> None:
    """One child calls work() on each message that the parent made, and its results are the replies, in order."""
    first = student.random.randrange(2, 1000)
    messages = [first, "a text", first + 1, 0]
    run = student.call("ping_pong", messages=messages, start_method="fork", work=AT_ONCE)
    assert_played(run, messages)


@points(1)
@hint("What must the parent have in its hands before it makes the next message?")
@after(test_each_message_is_answered_by_the_child)
def test_the_sides_take_turns(student: Student) -> None:
    """A message is made only when the one before has been answered: they take turns, whatever the schedule."""
    messages = [1, 2, 3]

    def is_promised(run: Run) -> None:
        assert_played(run, messages)
        assert_taken_in_turns(run.work)

    student.explore("ping_pong", messages=messages, start_method="fork", work=AT_ONCE).all_satisfy(is_promised)


@points(1)
@hint("For the end of file every copy of the other end must be closed: also the one that a forked child has got.")
@after(test_each_message_is_answered_by_the_child)
def test_the_child_ends_at_the_end_of_file(student: Student) -> None:
    """The child ends by itself, with status 0, when its parent closes its end; and also when its parent is killed."""
    run = student.call("ping_pong", messages=[1, 2], start_method="fork", work=AT_ONCE)
    assert_played(run, [1, 2])
    status = run.others[0].status
    assert status == 0, f"the child ended with {status}, where it should end by itself with 0"
    run = with_signal(student, SIGKILL, to_main=True)
    run.assert_processes(1)
    child = run.others[0]
    on_its_own = child.ended is not None and not child.killed
    assert on_its_own, "the parent was killed, and the child went on waiting for messages for ever"


@points(1)
@hint(
    "If the child dies, who else still holds its end? And if the parent fails, who tells the child, and waits for it?"
)
@after(test_each_message_is_answered_by_the_child)
def test_a_failure_on_either_side_is_an_error(student: Student) -> None:
    """If work() or make() fails, or the child is killed, the call raises an error, and never hangs."""
    for step in ("work", "make"):
        plan = WorkPlan(seconds=0, plan={"2": {"step": step, "fails": True}})
        run = student.call("ping_pong", messages=[1, 2, 3], start_method="fork", work=plan)
        run.assert_raised()
        failed = [piece.step for piece in run.work if piece.failed]
        assert failed == [step], f"an error was raised, but {step}() had not been called for all messages until then"
        run.assert_clean()
    run = with_signal(student, SIGKILL, to_main=False)
    run.assert_raised()
    run.assert_clean()


@points(1)
@hint("Start each program with the stdout of the one before as its stdin; and ask each of them how it ended.")
def test_the_programs_are_connected(student: Student) -> None:
    """Each program reads what the one before wrote, and the status of each is told; a missing program is an error."""
    words = [f"w{number}" for number in student.random.sample(range(100, 1000), 5)]
    text = "".join(f"{word} é\r\n" for word in words)
    commands = [["tr", "w", "x"], ["sort"], LATE, ["sh", "-c", "echo aside >&2; cat"]]
    expected = "".join(f"{word} é\r\n".replace("w", "x") for word in sorted(words))
    assert_piped(student.call("pipeline", commands=commands, text=text), expected, [0, 0, 3, 0])
    commands = [["sh", "-c", "cat; kill -TERM $$"], ["cat"]]
    assert_piped(student.call("pipeline", commands=commands, text="a\n"), "a\n", [-SIGTERM, 0])
    run = student.call("pipeline", commands=[["cat"], ["no-such-program-here"]], text="a\n")
    run.assert_raised()
    run.assert_clean()


@points(1)
@hint("Does your second program start before the first one has ended?")
def test_all_programs_run_at_the_same_time(student: Student) -> None:
    """All programs of a pipeline are alive at one instant."""
    with student.program("pipeline", commands=[["sleep", "30"]] * 3, text="") as live:
        live.wait(has_children(live.main, 3), within_seconds=PATIENCE_SECONDS)
    live.run.assert_overlap(3)
    run = student.call("pipeline", commands=[["cat"]] * 3, text="all together\n")
    assert_piped(run, "all together\n", [0, 0, 0])


@points(1)
@hint("A program stops writing when nobody can read any more: does your own process hold that reading end, too?")
@after(test_the_programs_are_connected)
def test_a_program_that_ends_early_is_no_error(student: Student) -> None:
    """When a program stops reading, the one before it ends as well; and text that nobody wants is no error."""
    run = student.call("pipeline", commands=[["yes"], ["head", "-1"]], text="")
    result = run.value_as(dict[str, Any])
    assert result.get("stdout") == "y\n", 'the text under "stdout" is not what the last program wrote'
    endless = next((life.status for life in run.others if life.command[:1] == ("yes",)), None)
    assert result.get("statuses") == [endless, 0], 'the numbers under "statuses" do not say how the programs ended'
    run.assert_clean()
    run = student.call("pipeline", commands=[["head", "-c", "3"]], text="abcdefgh" * 125_000)
    assert_piped(run, "abc", [0])


@points(1)
@hint("A pipe holds little: while somebody writes a lot into one end, who reads at the other?")
def test_large_texts_pass(student: Student) -> None:
    """A message and a reply of 1 MB, and 1 MB of text through a pipeline, come home as they were."""
    messages = ["a" * 1_000_000, "b" * 1_000_000]
    run = student.call("ping_pong", messages=messages, start_method="fork", work=AT_ONCE)
    same = run.value_as(list[Any]) == [message.upper() for message in messages]
    assert same, "the large messages did not come home as they should"
    text = "0123456789abcdef" * 62_500
    run = student.call("pipeline", commands=[["cat"], ["cat"]], text=text)
    result = run.value_as(dict[str, Any])
    same = result.get("stdout") == text
    assert same, "the large text did not come out of the pipeline as it was"


@points(1)
@hint("With spawn and forkserver a child imports your file anew, and knows only its top level and its own arguments.")
@after(test_each_message_is_answered_by_the_child)
def test_every_start_method_will_do(student: Student) -> None:
    """The child answers in the same way with spawn and forkserver, where a child inherits no variables."""
    for method in ("spawn", "forkserver"):
        run = student.call("ping_pong", messages=[5, 6], start_method=method, work=AT_ONCE)
        assert_played(run, [5, 6])
        assert_taken_in_turns(run.work)


@points(1)
@hint("What do both functions do without anything to do? And how many ends are open when the second call begins?")
def test_hardly_anything_and_many_calls(student: Student) -> None:
    """No messages and no commands will do; later calls work like the first one, and nothing is left, no end open."""
    run = student.call("ping_pong", messages=[], start_method="fork")
    assert run.value_as(list[Any]) == [], "without messages there should be no replies"
    run.assert_clean()
    assert_piped(student.call("pipeline", commands=[], text="as it is"), "as it is", [])
    games = student.call("ping_pong", messages=[1, 2], start_method="fork", repeat=4, work=AT_ONCE)
    assert games.values == ([1, 4],) * 4, "a later call did not give what the first one gave"
    pipes = student.call("pipeline", commands=[["cat"], ["cat"]], text="a\n", repeat=4)
    same = all(each == {"stdout": "a\n", "statuses": [0, 0]} for each in pipes.values)
    assert same, "a later call did not give what the first one gave"
    for run in (games, pipes):
        run.assert_reaped()
        run.assert_clean()
        run.assert_descriptors_kept()
