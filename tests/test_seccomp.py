"""The system call filter, interpreted: each rule denies what it says, to the right architecture, and nothing else."""

from __future__ import annotations

import errno
import operator
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Level
from grader.sandbox import kernel, seccomp
from grader.sandbox.seccomp import Rule, assemble, protecting, rules_for

ALLOW, ERRNO, REPORT = 0x7FFF0000, 0x00050000, 0x7FF00000
JUMPS = {0x15: operator.eq, 0x25: operator.gt, 0x35: operator.ge, 0x45: operator.and_}
TESTS = {"==": operator.eq, "!=": operator.ne, ">": operator.gt, "&": operator.and_}
SETTINGS = [
    (level, same_user, scoped)
    for level in (Level.CONFINED, Level.ISOLATED)
    for same_user in (False, True)
    for scoped in (False, True)
]
NUMBERS = sorted(number for number in kernel.NUMBER.values() if number is not None)
WORDS = st.one_of(st.integers(-2, 20), st.sampled_from([0x5412, 0x541C, 0x7E020000, 0x10000011]), st.integers(0, 2**64))


def decide(program, number, *arguments, arch=kernel.AUDIT_ARCH):
    """What the kernel does with a call: None for allowing it, else the errno; classic BPF as linux/filter.h has it."""
    words = [argument % 2**64 for argument in (*arguments, *[0] * 6)[:6]]
    data = struct.pack("=IIQ6Q", number, arch, 0, *words)
    place = loaded = 0
    while True:
        code, when_true, when_false, value = struct.unpack_from("=HBBI", program, 8 * place)
        place += 1
        if code == 0x20:
            (loaded,) = struct.unpack_from("=I", data, value)
        elif code == 0x06:
            assert value in (ALLOW, REPORT) or value & ~0xFFFF == ERRNO
            return {ALLOW: None, REPORT: "reported"}.get(value, value & 0xFFFF)
        else:
            place += when_true if JUMPS[code](loaded, value) else when_false


def meant(rules, number, *arguments):
    """The same, from the rules themselves."""
    for rule in rules:
        if kernel.NUMBER[rule.call] == number:
            word = 0 if rule.argument is None else (*arguments, *[0] * 6)[rule.argument] % 2**32
            if rule.argument is None or TESTS[rule.test](word, rule.value):
                return rule.error
    return None


def denied(rules, call, *arguments):
    return decide(assemble(rules), kernel.NUMBER[call], *arguments)


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
@given(number=st.one_of(st.sampled_from(NUMBERS), st.integers(0, 600)), arguments=st.lists(WORDS, max_size=6))
def test_the_program_denies_what_the_rules_say_and_nothing_else(setting, number, arguments):
    level, same_user, scoped = setting
    rules = [*rules_for(level, same_user=same_user, signals_scoped=scoped), *protecting([77, 4711])]
    assert decide(assemble(rules), number, *arguments) == meant(rules, number, *arguments)


@given(number=st.integers(0, 2**32 - 1), arch=st.integers(0, 2**32 - 1))
def test_a_call_of_another_architecture_does_not_exist(number, arch):
    if arch != kernel.AUDIT_ARCH:
        assert decide(assemble([]), number, arch=arch) == errno.ENOSYS


@given(number=st.integers(0x40000000, 2**32 - 1))
def test_a_call_of_x32_does_not_exist(number):
    assert decide(assemble([]), number) == errno.ENOSYS


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
@pytest.mark.parametrize("call", ["ptrace", "mount", "bpf", "io_uring_setup", "unshare", "memfd_create", "keyctl"])
def test_what_is_never_needed_is_denied_everywhere(setting, call):
    level, same_user, scoped = setting
    assert denied(rules_for(level, same_user=same_user, signals_scoped=scoped), call) == errno.EPERM


def test_processes_can_be_made_but_no_namespaces_and_nobody_who_is_not_recorded():
    rules = rules_for(Level.ISOLATED, same_user=False, signals_scoped=True)
    assert denied(rules, "clone", 0x11) is None
    assert denied(rules, "clone", kernel.CLONE_NEWUSER | 0x11) == errno.EPERM
    assert denied(rules, "clone", kernel.CLONE_UNTRACED | 0x11) == errno.EPERM
    assert denied(rules, "clone3") == errno.ENOSYS  # libc then uses clone


@pytest.mark.parametrize(("family", "works"), [(1, True), (2, True), (10, True), (16, True), (17, False), (40, False)])
def test_a_private_network_has_the_common_families(family, works):
    rules = rules_for(Level.ISOLATED, same_user=False, signals_scoped=True)
    assert denied(rules, "socket", family, 1, 0) == (None if works else errno.EAFNOSUPPORT)


@pytest.mark.parametrize(("family", "works"), [(1, True), (2, False), (10, False), (16, False)])
def test_without_a_private_network_only_unix_sockets_work(family, works):
    rules = rules_for(Level.CONFINED, same_user=False, signals_scoped=True)
    assert denied(rules, "socket", family, 1, 0) == (None if works else errno.EAFNOSUPPORT)


def test_the_same_user_may_change_itself_and_nobody_else():
    rules = rules_for(Level.CONFINED, same_user=True, signals_scoped=True)
    assert denied(rules, "setpriority", 0, 0, 5) is None
    assert denied(rules, "setpriority", 0, 4711, 5) == errno.EPERM
    assert denied(rules, "prlimit64", 4711) == errno.EPERM


def test_the_warden_is_nobodys_to_change():
    rules = rules_for(Level.CONTAINED, same_user=False, signals_scoped=True)
    assert denied(rules, "sched_setaffinity", 1) == errno.EPERM
    assert denied(rules, "sched_setaffinity", 2) is None


@pytest.mark.parametrize("call", ["setxattr", "lremovexattr", "fchownat"])
def test_attributes_by_path_are_closed_where_the_user_is_the_graders(call):
    assert denied(rules_for(Level.CONFINED, same_user=True, signals_scoped=True), call) == errno.EPERM
    assert denied(rules_for(Level.ISOLATED, same_user=True, signals_scoped=True), call) is None


def test_a_change_of_mode_by_path_only_seems_to_be_done():
    assert denied(rules_for(Level.CONFINED, same_user=True, signals_scoped=True), "fchmodat") == 0
    assert denied(rules_for(Level.CONFINED, same_user=False, signals_scoped=True), "fchmodat") is None


def test_times_can_be_set_through_a_descriptor_alone():
    rules = rules_for(Level.CONFINED, same_user=True, signals_scoped=True)
    assert denied(rules, "utimensat", 3, 0) is None
    assert denied(rules, "utimensat", -100, 0x7FFF12345678) == errno.EPERM


@pytest.mark.parametrize(
    ("call", "target"), [("kill", 77), ("kill", -77), ("tkill", 77), ("tgkill", 77), ("kill", -77 % 2**32)]
)
def test_the_guarded_cannot_be_signalled_by_any_way(call, target):
    assert denied(protecting([77]), call, target, 9) == errno.EPERM


@given(target=st.integers(-(2**31), 2**31 - 1))
def test_everybody_else_can_be_signalled(target):
    if abs(target) != 77:
        assert denied(protecting([77]), "kill", target, 9) is None


def test_the_roundabout_ways_of_signalling_are_closed_where_signals_are_not_scoped():
    rules = rules_for(Level.CONFINED, same_user=True, signals_scoped=False)
    assert (
        denied(rules, "pidfd_send_signal") == denied(rules, "fcntl", 3, 8) == denied(rules, "kill", -1) == errno.EPERM
    )
    assert denied(rules, "fcntl", 3, 1) is None


def test_a_call_that_the_architecture_lacks_makes_no_instruction(monkeypatch):
    monkeypatch.setitem(kernel.NUMBER, "iopl", None)
    assert assemble([Rule("iopl")]) == assemble([])


def test_every_rule_names_a_known_call():
    calls = {
        rule.call
        for setting in SETTINGS
        for rule in rules_for(setting[0], same_user=setting[1], signals_scoped=setting[2])
    }
    assert calls <= kernel.NUMBER.keys()
    assert set(seccomp._NEVER) <= calls


@pytest.mark.skipif(not kernel.LINUX, reason="seccomp is Linux's")
@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_the_kernel_takes_the_program_and_does_as_it_says(setting):
    level, same_user, scoped = setting
    source = f"""
from grader.model import Level
from grader.sandbox import kernel, seccomp
rules = seccomp.rules_for(Level({level.value}), same_user={same_user}, signals_scoped={scoped})
kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
kernel.install_filter(seccomp.assemble([*rules, *seccomp.protecting([4711])]))
try:
    kernel.syscall("memfd_create", b"x", 0)
except PermissionError:
    print("denied", flush=True)
"""
    root = str(Path(__file__).parents[1])
    done = subprocess.run([sys.executable, "-c", source], cwd=root, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("denied\n", "", 0)


@pytest.mark.parametrize("traced", [True, False])
def test_calls_that_set_an_alarm_are_reported_to_the_recorder_where_there_is_one(traced):
    rules = rules_for(Level.ISOLATED, same_user=False, signals_scoped=True, traced=traced)
    assert denied(rules, "setitimer") == ("reported" if traced else None)
