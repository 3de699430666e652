"""Which system call a thread sleeps in, and whether the sleep ends by itself: from the line in `/proc/PID/syscall`.

The kernel gives the call's number and arguments as the thread passed them (proc_pid_syscall(5)), so a timeout can be
told from the lack of one. Numbers are from the kernel's `asm/unistd_64.h` (x86_64) and `asm-generic/unistd.h`
(aarch64). A call that is not in the table is never held to be a wait that nothing ends.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.sandbox import kernel

# name: (x86_64, aarch64, the argument that holds the timeout); a call with "" has none and cannot have one
_POINTER, _MILLISECONDS, _ALWAYS = "pointer", "milliseconds", "always"
_CALLS: dict[str, tuple[int | None, int | None, str, int]] = {
    "accept": (43, 202, "", 0),
    "accept4": (288, 242, "", 0),
    "clock_nanosleep": (230, 115, _ALWAYS, 0),
    "connect": (42, 203, "", 0),
    "epoll_pwait": (281, 22, _MILLISECONDS, 3),
    "epoll_pwait2": (441, 441, _POINTER, 3),
    "epoll_wait": (232, None, _MILLISECONDS, 3),
    "fcntl": (72, 25, "", 0),
    "flock": (73, 32, "", 0),
    "futex": (202, 98, _POINTER, 3),
    "mq_timedreceive": (243, 183, _POINTER, 4),
    "mq_timedsend": (242, 182, _POINTER, 4),
    "msgrcv": (70, 188, "", 0),
    "msgsnd": (69, 189, "", 0),
    "nanosleep": (35, 101, _ALWAYS, 0),
    "open": (2, None, "", 0),
    "openat": (257, 56, "", 0),
    "pause": (34, None, "", 0),
    "poll": (7, None, _MILLISECONDS, 2),
    "ppoll": (271, 73, _POINTER, 2),
    "pread64": (17, 67, "", 0),
    "pselect6": (270, 72, _POINTER, 4),
    "pwrite64": (18, 68, "", 0),
    "read": (0, 63, "", 0),
    "readv": (19, 65, "", 0),
    "recvfrom": (45, 207, "", 0),
    "recvmmsg": (299, 243, _POINTER, 4),
    "recvmsg": (47, 212, "", 0),
    "restart_syscall": (219, 128, _ALWAYS, 0),
    "rt_sigsuspend": (130, 133, "", 0),
    "rt_sigtimedwait": (128, 137, _POINTER, 2),
    "select": (23, None, _POINTER, 4),
    "semop": (65, 193, "", 0),
    "semtimedop": (220, 192, _POINTER, 3),
    "sendmmsg": (307, 269, "", 0),
    "sendmsg": (46, 211, "", 0),
    "sendto": (44, 206, "", 0),
    "wait4": (61, 260, "", 0),
    "waitid": (247, 95, "", 0),
    "write": (1, 64, "", 0),
    "writev": (20, 66, "", 0),
}
_BY_NUMBER = {
    pair[0 if kernel.X86 else 1]: (name, *pair[2:])
    for name, pair in _CALLS.items()
    if pair[0 if kernel.X86 else 1] is not None
}
FUTEX_PRIVATE = 0x80  # linux/futex.h
_HIGHEST_STACK_OF_32_BITS = 1 << 32
_RESTARTED_POLL = ("poll_schedule_timeout", "do_poll", "do_sys_poll")


@dataclass(frozen=True, slots=True)
class Call:
    """The system call that a thread sleeps in. `name` is empty for one that is not in the table."""

    name: str
    arguments: tuple[int, ...] = ()
    timed: bool = False
    """Whether it ends by itself after a while."""

    @property
    def target(self) -> tuple[str, tuple[int, ...]]:
        """What it waits for, without how long: the same for each round of a loop that waits again and again."""
        if self.name in ("nanosleep", "clock_nanosleep", "restart_syscall"):
            return "sleep", ()
        if self.name == "futex" and self.arguments[1] & FUTEX_PRIVATE:  # a lock that a thread makes for each wait anew
            return self.name, ()
        return self.name, self.arguments[:2]


def call_from(line: str, kernel_function: str = "") -> Call | None:
    """What a line of `/proc/PID/task/TID/syscall` says; None for a thread that runs or is in no call at all.

    `kernel_function` is the content of its `wchan`. It tells a poll(2) apart that was interrupted, by a signal that
    nobody handles, say, and that the kernel then started anew under another number.
    """
    words = line.split()
    if len(words) < 9 or words[0] == "-1":
        return None
    arguments = tuple(int(word, 16) for word in words[1:7])
    if int(words[7], 16) < _HIGHEST_STACK_OF_32_BITS:  # a program of 32 bits, whose calls have other numbers
        return Call("", arguments)
    name, kind, where = _BY_NUMBER.get(int(words[0]), ("", "", 0))
    if name == "restart_syscall" and kernel_function.startswith(_RESTARTED_POLL):
        name, kind, where = "poll", _MILLISECONDS, 2
    return Call(name, arguments, _is_timed(kind, arguments[where]))


def _is_timed(kind: str, argument: int) -> bool:
    if kind == _POINTER:
        return argument != 0
    if kind == _MILLISECONDS:
        return signed(argument) >= 0
    return kind == _ALWAYS


def signed(argument: int) -> int:
    """An argument of type int: its low 32 bits with their sign."""
    low = argument & 0xFFFFFFFF
    return low - (1 << 32) if low >> 31 else low
