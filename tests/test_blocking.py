"""What a line of /proc/PID/syscall says, whether the wait ends by itself, and what is never held to be a wait."""

from __future__ import annotations

import os
import threading
import time

import pytest
from jobs import eventually

from grader.sandbox import kernel
from grader.sandbox.blocking import call_from, signed
from grader.sandbox.sleepers import MovesError, look_at

HIGH = "0x7ffe960d0418 0x7f15bcaf1bd3"
MINUS_ONE = hex(0xFFFFFFFF)

pytestmark = pytest.mark.skipif(not kernel.X86 or not kernel.LINUX, reason="the numbers are those of x86_64")


def line(number, *arguments, rest=HIGH):
    words = [*map(str, arguments), *["0x0"] * (6 - len(arguments))]
    return f"{number} {' '.join(words)} {rest}"


@pytest.mark.parametrize(
    ("text", "name", "timed"),
    [
        (line(202, "0x7f15bd363000", "0x109", "0x0", "0x0"), "futex", False),
        (line(202, "0x7f15bd363000", "0x189", "0x0", "0x7ffe0000"), "futex", True),
        (line(61, "0x5626"), "wait4", False),
        (line(7, "0x1", "0x1", MINUS_ONE), "poll", False),
        (line(7, "0x1", "0x1", "0x64"), "poll", True),
        (line(7, "0x1", "0x1", "0x0"), "poll", True),
        (line(232, "0x3", "0x1", "0x1", MINUS_ONE), "epoll_wait", False),
        (line(23, "0x4", "0x1", "0x0", "0x0", "0x7ffe0000"), "select", True),
        (line(35, "0x7ffe0000"), "nanosleep", True),
        (line(219), "restart_syscall", True),
        (line(0, "0x3"), "read", False),
    ],
)
def test_a_call_is_told_with_whether_it_ends_by_itself(text, name, timed):
    call = call_from(text)
    assert (call.name, call.timed) == (name, timed)


def test_a_poll_that_was_interrupted_is_a_poll_still():
    text = line(219, "0x1", "0x1", MINUS_ONE)
    assert (call_from(text, "poll_schedule_timeout.constprop.0").name, call_from(text, "hrtimer_nanosleep").timed) == (
        "poll",
        True,
    )


@pytest.mark.parametrize("text", ["running", "", "-1 0x7ffe960d0418 0x7f15bcaf1bd3"])
def test_who_is_in_no_call_does_not_sleep(text):
    assert call_from(text) is None


@pytest.mark.parametrize("text", [line(449, "0x1"), line(0, "0x3", rest="0xffffd000 0xf7fd0000")])
def test_what_is_not_known_has_no_name(text):
    """A call that is not in the table, or one of a program of 32 bits, whose numbers mean something else."""
    assert call_from(text).name == ""


def test_a_repeated_wait_has_the_same_target_whatever_its_time_limit():
    one, other = (call_from(line(7, "0x1", "0x1", limit)) for limit in ("0x64", "0x32"))
    assert one.target == other.target


@pytest.mark.parametrize(
    ("argument", "number"), [(0xFFFFFFFFFFFFFFFF, -1), (0xFFFFFFFF, -1), (5, 5), (1 << 31, -(1 << 31))]
)
def test_an_int_has_32_bits_and_a_sign(argument, number):
    assert signed(argument) == number


def test_a_look_at_ourselves_finds_somebody_who_moves():
    with pytest.raises(MovesError) as caught:
        look_at([os.getpid()])
    assert caught.value.process == os.getpid()


def test_a_look_tells_each_thread_of_a_process_and_the_call_it_sleeps_in():
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(write)
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        os.read(read, 1)
        os._exit(0)

    def sleep_as_told():
        try:
            reader, sleeper = look_at([child])
        except (MovesError, ValueError):
            return False
        return (reader.call.name, reader.call.timed, sleeper.call.timed) == ("read", False, True)

    try:
        assert eventually(sleep_as_told)
    finally:
        os.close(write), os.close(read)
        os.waitpid(child, 0)
