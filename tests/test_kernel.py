"""System call numbers are those of the installed headers; a call that does not exist is refused before it is made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.sandbox import kernel

HEADERS = {
    "x86_64": [Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), Path("/usr/include/asm/unistd_64.h")],
    "aarch64": [Path("/usr/include/asm-generic/unistd.h")],
}
COLUMNS = {"x86_64": 0, "aarch64": 1}


def defined(machine):
    """The numbers by name, as the header of this machine has them; skips where it is not installed."""
    for header in HEADERS[machine]:
        if header.exists():
            found = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text())
            return {name: int(number) for name, number in found if name != "syscalls"}
    pytest.skip(f"the kernel's headers for {machine} are not installed")


@pytest.mark.parametrize("machine", COLUMNS)
def test_every_number_is_the_one_of_the_header(machine):
    numbers = defined(machine)
    newest = max(numbers.values())
    wrong = {}
    for name, pair in kernel._NUMBERS.items():
        ours = pair[COLUMNS[machine]]
        if numbers.get(name) != ours and (ours is None or ours <= newest):
            wrong[name] = (ours, numbers.get(name))
    assert wrong == {}


def test_no_number_is_given_twice():
    for column in COLUMNS.values():
        numbers = [pair[column] for pair in kernel._NUMBERS.values() if pair[column] is not None]
        assert len(numbers) == len(set(numbers))


def test_a_name_that_is_unknown_fails():
    with pytest.raises(KeyError):
        kernel.syscall("make_coffee")


def test_a_call_that_the_architecture_lacks_fails_and_names_itself(monkeypatch):
    monkeypatch.setitem(kernel.NUMBER, "iopl", None)
    with pytest.raises(OSError, match="iopl: not on this architecture"):
        kernel.syscall("iopl", 3)


@pytest.mark.skipif(not kernel.LINUX, reason="system calls are Linux's")
def test_a_call_that_fails_says_which_it_was():
    with pytest.raises(OSError, match="pidfd_send_signal: Bad file descriptor"):
        kernel.syscall("pidfd_send_signal", -1, 0, None, 0)
