"""The facts of a run as sentences: who, what, when; singular and plural; nothing too long."""

from __future__ import annotations

import pytest
from builders import MAIN, a_child, a_failure, a_run, a_service
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Ending, Leftovers, Limits
from grader.sentences import (
    count,
    duration,
    failure_line,
    failure_sentence,
    leftover_sentences,
    life_sentence,
    listed,
    name_of,
    no_return_sentence,
    run_sentences,
)


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [(0, "child", "no child"), (1, "process", "1 process"), (2, "process", "2 processes"), (3, "item", "3 items")],
)
def test_things_are_counted_as_people_do(number, noun, said):
    assert count(number, noun) == said


def test_an_irregular_plural_is_given():
    assert count(2, "piece of work", "pieces of work") == "2 pieces of work"


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_listed(words, said):
    assert listed(words) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (0.0004, "1 ms"), (0.035, "35 ms"), (0.12, "0.12 s"), (1.5, "1.5 s"), (9.96, "10 s"), (12.3, "12 s")],
)
def test_a_duration_has_two_digits_that_mean_something(seconds, said):
    assert duration(seconds) == said


@given(st.floats(0, 1e6))
def test_every_duration_can_be_said(seconds):
    assert duration(seconds).endswith((" s", " ms"))


@pytest.mark.parametrize(
    ("pid", "name"),
    [
        (MAIN, "main"),
        (3, "process 3 (child of main)"),
        (4, "process 4 (child of process 3)"),
        (5, "process 5 (child of the fork server)"),
        (90, "process 90 (the resource tracker of multiprocessing)"),
        (91, "process 91 (the fork server of multiprocessing)"),
        (99, "process 99, which the sandbox never saw"),
    ],
)
def test_processes_have_names_for_people(pid, name):
    family = a_child(3), a_child(4, parent=3), a_child(5, parent=91), a_service(90), a_service(91, "forkserver")
    assert name_of(a_run(*family), pid) == name


@pytest.mark.parametrize(
    ("child", "said"),
    [
        (a_child(), "process 3 (child of main) ended with status 0 at 0.50 s and was reaped 10 ms later"),
        (a_child(exit_code=None, signal=9), "was ended by SIGKILL at 0.50 s and was reaped 10 ms later"),
        (a_child(reaped=None), "ended with status 0 at 0.50 s and was never reaped: it was a zombie for 0.7 s"),
        (a_child(ended=None, exit_code=None, reaped=None), "process 3 (child of main) did not end"),
        (a_child(killed=True), "process 3 (child of main) was still alive and was ended by the sandbox"),
        (
            a_child(orphaned=0.3, adopted_by=1),
            "was orphaned when main ended at 0.30 s and was adopted by process 1; it ended with status 0 at 0.50 s",
        ),
        (
            a_child(parent=7, orphaned=0.3, adopted_by=MAIN),
            "was orphaned when its parent, process 7, ended at 0.30 s and was adopted by main; it ended with status 0",
        ),
    ],
)
def test_a_life_is_told_in_a_sentence(child, said):
    assert said in life_sentence(a_run(child), child)


def test_a_zombie_at_the_end_was_never_reaped_although_somebody_cleaned_up():
    run = a_run(a_child(), at_exit=Leftovers(zombies=(3,)))
    assert life_sentence(run, run.life(3)).endswith("was never reaped: it was a zombie when main ended")


def test_leftovers_are_named_one_by_one():
    left = Leftovers(alive=(3,), zombies=(4,), names=("/dev/shm/psm_1",))
    said = leftover_sentences(a_run(a_child(3), a_child(4)), left, "when the call returned")
    assert said == (
        "process 3 (child of main) was still alive when the call returned",
        "process 4 (child of main) ended with status 0 at 0.50 s and was not reaped: "
        "it was a zombie when the call returned",
        "/dev/shm/psm_1 still existed when the call returned",
    )


@pytest.mark.parametrize(
    ("failure", "line"),
    [
        (a_failure(), "task.py:12: NameError: name 'x' is not defined"),
        (a_failure(line=None), "task.py: NameError: name 'x' is not defined"),
        (a_failure(file="", line=None, message=""), "NameError"),
        (a_failure(message="two\nlines"), "task.py:12: NameError: two lines"),
    ],
)
def test_a_failure_is_one_line_as_compilers_write_it(failure, line):
    assert failure_line(failure) == line


def test_a_huge_message_is_cut():
    assert len(failure_line(a_failure(message="x" * 10**6))) < 400


@pytest.mark.parametrize("kind", ["load", "missing", "signature", "raised", "value", "unheard of"])
def test_every_kind_of_failure_has_its_sentence(kind, snapshot):
    assert failure_sentence(a_failure(kind=kind)) == snapshot


def test_a_call_that_never_returned_says_who_was_alive():
    stuck = a_child(ended=1.0, exit_code=None, signal=9, killed=True)
    run = a_run(stuck, returns=(), ending=Ending.TIMED_OUT, limits=Limits(wall_seconds=5))
    assert no_return_sentence(run) == (
        "the call did not return: the program was still running after 5 s; "
        "until then process 3 (child of main) was alive"
    )


def test_of_many_that_were_alive_a_few_are_named():
    stuck = [a_child(pid, killed=True) for pid in range(3, 12)]
    said = no_return_sentence(a_run(*stuck, returns=(), ending=Ending.TIMED_OUT))
    assert said.endswith("process 5 (child of main) and 6 more processes were alive")


def test_a_good_run_has_nothing_to_tell_but_its_end():
    assert run_sentences(a_run(a_child(), a_service())) == ("the program exited with status 0",)


def test_a_bad_run_tells_all_that_is_odd(snapshot):
    run = a_run(
        a_child(3, reaped=None),
        a_child(4, orphaned=1.0, adopted_by=1),
        a_child(5, exit_code=1),
        failure=a_failure(),
        left=Leftovers(names=("/dev/shm/psm_1",)),
    )
    assert "\n".join(run_sentences(run)) == snapshot
