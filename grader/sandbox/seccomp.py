"""The system call filter: what student code may not ask the kernel for, assembled by hand into classic BPF.

A denied call fails with an errno as if the kernel did not offer it, and the program is judged on its answers; nothing
is killed. The filter is a list of `Rule`s, each about one call; the first that matches decides. Arguments are compared
by their low 32 bits, which is what the kernel uses of pids, families and requests, unless a rule says otherwise.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from grader.model import Level
from grader.sandbox import kernel

# Meaning of the return values and of the fields' offsets: linux/seccomp.h; opcodes: linux/bpf_common.h.
_ALLOW, _ERRNO, _TRACE = 0x7FFF0000, 0x00050000, 0x7FF00000
_LOAD, _EQUAL, _GREATER, _GREATER_EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x25, 0x35, 0x45, 0x06
_AT_NUMBER, _AT_ARCH, _AT_ARGUMENTS = 0, 4, 16
_X32_BIT = 0x40000000

_NEVER = [
    "acct",
    "add_key",
    "adjtimex",
    "bpf",
    "chroot",
    "clock_adjtime",
    "clock_settime",
    "delete_module",
    "fanotify_init",
    "finit_module",
    "fsconfig",
    "fsmount",
    "fsopen",
    "fspick",
    "init_module",
    "io_uring_enter",
    "io_uring_register",
    "io_uring_setup",
    "ioperm",
    "iopl",
    "kcmp",
    "kexec_file_load",
    "kexec_load",
    "keyctl",
    "memfd_create",
    "memfd_secret",
    "modify_ldt",
    "mount",
    "mount_setattr",
    "move_mount",
    "open_by_handle_at",
    "open_tree",
    "perf_event_open",
    "pidfd_getfd",
    "pivot_root",
    "process_madvise",
    "process_vm_readv",
    "process_vm_writev",
    "ptrace",
    "quotactl",
    "quotactl_fd",
    "reboot",
    "request_key",
    "setdomainname",
    "sethostname",
    "setns",
    "settimeofday",
    "swapoff",
    "swapon",
    "syslog",
    "umount2",
    "unshare",
    "userfaultfd",
    "vhangup",
]
_AF_UNSPEC, _AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK = 0, 1, 2, 10, 16  # linux/socket.h
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C  # asm-generic/ioctls.h
_F_SETOWN, _F_SETSIG, _F_SETOWN_EX = 8, 10, 15  # linux/fcntl.h
_PRIO_PROCESS, _IOPRIO_WHO_PROCESS = 0, 1  # linux/resource.h, linux/ioprio.h
_SIGNALS_BY_OTHER_WAYS = ("pidfd_send_signal", "rt_sigqueueinfo", "rt_tgsigqueueinfo")
# Landlock does not mediate these; by a descriptor they need a file that could be opened, so `fchmod` stays.
_MODES_BY_PATH = ("chmod", "fchmodat", "fchmodat2")
_ATTRIBUTES_BY_PATH = (
    "chown",
    "fchownat",
    "futimesat",
    "lchown",
    "lremovexattr",
    "lsetxattr",
    "removexattr",
    "setxattr",
    "setxattrat",
    "utime",
    "utimes",
)
_AS_IF_DONE = 0
"""The call has no effect and reports success: the fork server changes the mode of its own socket, and must not fail."""
_TARGET_ARGUMENT = {
    "prlimit64": 0,
    "sched_setaffinity": 0,
    "sched_setscheduler": 0,
    "sched_setparam": 0,
    "sched_setattr": 0,
    "setpriority": 1,
    "ioprio_set": 1,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """Deny `call` with `error`, always or when its argument compares as told to `value`."""

    call: str
    error: int = errno.EPERM
    argument: int | None = None
    test: str = "=="
    """`==`, `!=`, `>` or `&` (any bit in common)."""
    value: int = 0
    high_word: bool = False
    """Compare the upper 32 bits instead: a pointer is null only if both halves are zero."""
    reported: bool = False
    """Do not deny it, but report it to the tracer, without which it would fail."""


def rules_for(level: Level, *, same_user: bool, signals_scoped: bool, traced: bool = False) -> list[Rule]:
    """The rules of a level.

    `traced`: the recorder is told of calls that set an alarm.
    `same_user`: student code runs under the grader's own uid, so the kernel's uid check protects nobody.
    `signals_scoped`: Landlock keeps signals inside the sandbox (ABI 6).
    """
    rules = [Rule(name) for name in _NEVER]
    rules += [Rule(name, reported=True) for name in ("alarm", "setitimer") if traced]
    rules += [
        Rule("clone3", errno.ENOSYS),  # its flags lie in memory, where a filter cannot look; libc falls back to clone
        Rule("clone", argument=0, test="&", value=kernel.CLONE_ANY_NAMESPACE | kernel.CLONE_UNTRACED),
        Rule("ioctl", argument=1, value=_TIOCSTI),
        Rule("ioctl", argument=1, value=_TIOCLINUX),
        Rule("setpriority", argument=0, test="!=", value=_PRIO_PROCESS),
        Rule("ioprio_set", argument=0, test="!=", value=_IOPRIO_WHO_PROCESS),
    ]
    if level >= Level.ISOLATED:
        strange = set(range(_AF_NETLINK)) - {_AF_UNSPEC, _AF_UNIX, _AF_INET, _AF_INET6}
        rules += [Rule("socket", errno.EAFNOSUPPORT, 0, "==", family) for family in sorted(strange)]
        rules.append(Rule("socket", errno.EAFNOSUPPORT, 0, ">", _AF_NETLINK))
        rules += [Rule(call, argument=where, value=1) for call, where in _TARGET_ARGUMENT.items()]
        return rules
    rules.append(Rule("socket", errno.EAFNOSUPPORT, 0, "!=", _AF_UNIX))
    rules += [Rule(call, errno.ENOSYS) for call in ("shmget", "semget", "msgget", "mq_open")]
    if same_user:
        rules += [Rule(call, _AS_IF_DONE) for call in _MODES_BY_PATH]
        rules += [Rule(call) for call in _ATTRIBUTES_BY_PATH]
        rules += [Rule("utimensat", argument=1, test="!=", value=0, high_word=high) for high in (False, True)]
        rules += [Rule(call, argument=where, test="!=", value=0) for call, where in _TARGET_ARGUMENT.items()]
    if not signals_scoped:
        rules += [Rule(call) for call in _SIGNALS_BY_OTHER_WAYS]
        rules += [Rule("fcntl", argument=1, value=command) for command in (_F_SETOWN, _F_SETSIG, _F_SETOWN_EX)]
        rules.append(Rule("kill", argument=0, value=0xFFFFFFFF))
    return rules


def protecting(pids: Iterable[int]) -> list[Rule]:
    """Rules against signals to these processes and their groups, for kernels whose Landlock cannot scope signals."""
    calls = [("kill", 1), ("tkill", 1), ("tgkill", 1), ("kill", -1)]
    return [Rule(call, argument=0, value=sign * pid & 0xFFFFFFFF) for pid in pids for call, sign in calls]


def _instruction(code: int, value: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, when_true, when_false, value)  # struct sock_filter, linux/filter.h


def assemble(rules: Iterable[Rule]) -> bytes:
    """The rules as a program for the kernel; calls of another architecture or of x32 get ENOSYS."""
    refuse = _instruction(_RETURN, _ERRNO | errno.ENOSYS)
    program = [
        _instruction(_LOAD, _AT_ARCH),
        _instruction(_EQUAL, kernel.AUDIT_ARCH, 1, 0),
        refuse,
        _instruction(_LOAD, _AT_NUMBER),
        _instruction(_GREATER_EQUAL, _X32_BIT, 0, 1),
        refuse,
    ]
    for rule in rules:
        number = kernel.NUMBER[rule.call]
        if number is None:
            continue
        denial = _instruction(_RETURN, _TRACE if rule.reported else _ERRNO | rule.error)
        if rule.argument is None:
            program += [_instruction(_EQUAL, number, 0, 1), denial]
            continue
        compare = {"&": _ANY_BIT, ">": _GREATER}.get(rule.test, _EQUAL)
        skip = (1, 0) if rule.test == "!=" else (0, 1)
        program += [
            _instruction(_EQUAL, number, 0, 4),
            _instruction(_LOAD, _AT_ARGUMENTS + 8 * rule.argument + 4 * rule.high_word),
            _instruction(compare, rule.value, *skip),
            denial,
            _instruction(_LOAD, _AT_NUMBER),
        ]
    return b"".join([*program, _instruction(_RETURN, _ALLOW)])
