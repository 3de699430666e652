"""Linux, as far as the sandbox needs it: system call numbers, flags and thin wrappers, each with its source.

Numbers are from the kernel's `asm/unistd_64.h` (x86_64) and `asm-generic/unistd.h` (aarch64); flags from the header
named beside them. Nothing here decides anything. Importing this module on another system is harmless; calling it is not
possible there.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import struct
import sys

LINUX = sys.platform == "linux"
X86 = platform.machine() in ("x86_64", "AMD64")
AUDIT_ARCH = 0xC000003E if X86 else 0xC00000B7  # linux/audit.h

# name: (x86_64, aarch64); None where the architecture has no such call
_NUMBERS: dict[str, tuple[int, int | None]] = {
    "acct": (163, 89),
    "add_key": (248, 217),
    "adjtimex": (159, 171),
    "alarm": (37, None),
    "bpf": (321, 280),
    "capset": (126, 91),
    "chmod": (90, None),
    "chown": (92, None),
    "chroot": (161, 51),
    "clock_adjtime": (305, 266),
    "clock_settime": (227, 112),
    "clone": (56, 220),
    "clone3": (435, 435),
    "delete_module": (176, 106),
    "fanotify_init": (300, 262),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "fchownat": (260, 54),
    "fcntl": (72, 25),
    "finit_module": (313, 273),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "fspick": (433, 433),
    "futimesat": (261, None),
    "init_module": (175, 105),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "ioctl": (16, 29),
    "ioperm": (173, None),
    "iopl": (172, None),
    "ioprio_set": (251, 30),
    "kcmp": (312, 272),
    "kexec_file_load": (320, 294),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "kill": (62, 129),
    "landlock_add_rule": (445, 445),
    "landlock_create_ruleset": (444, 444),
    "landlock_restrict_self": (446, 446),
    "lchown": (94, None),
    "lremovexattr": (198, 15),
    "lsetxattr": (189, 6),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "modify_ldt": (154, None),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "mq_open": (240, 180),
    "msgget": (68, 186),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "perf_event_open": (298, 241),
    "pidfd_getfd": (438, 438),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pivot_root": (155, 41),
    "prlimit64": (302, 261),
    "process_madvise": (440, 440),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "reboot": (169, 142),
    "removexattr": (197, 14),
    "request_key": (249, 218),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "semget": (64, 190),
    "setdomainname": (171, 162),
    "sethostname": (170, 161),
    "setitimer": (38, 103),
    "setns": (308, 268),
    "setpriority": (141, 140),
    "settimeofday": (164, 170),
    "setxattr": (188, 5),
    "setxattrat": (463, 463),
    "shmget": (29, 194),
    "socket": (41, 198),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "syslog": (103, 116),
    "tgkill": (234, 131),
    "tkill": (200, 130),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
    "utime": (132, None),
    "utimensat": (280, 88),
    "utimes": (235, None),
    "vhangup": (153, 58),
}
NUMBER = {name: pair[0] if X86 else pair[1] for name, pair in _NUMBERS.items()}

# linux/sched.h
CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS = 0x00020000, 0x02000000, 0x04000000
CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x08000000, 0x10000000, 0x20000000, 0x40000000
CLONE_ANY_NAMESPACE = 0x7E020000
CLONE_UNTRACED = 0x00800000
# linux/mount.h
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 4096, 16384, 1 << 18
MNT_DETACH = 2
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV = 1, 2, 4
AT_FDCWD, AT_RECURSIVE = -100, 0x8000  # linux/fcntl.h
# linux/prctl.h
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_KEEPCAPS, PR_SET_SECCOMP, PR_CAPBSET_DROP = 1, 4, 8, 22, 24
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 36, 38, 47
PR_CAP_AMBIENT_RAISE = 2
SECCOMP_MODE_FILTER = 2
CAP_DAC_READ_SEARCH, CAP_LAST = 2, 40  # linux/capability.h
_CAPABILITY_VERSION_3 = 0x20080522
SIOCSIFFLAGS, IFF_UP_RUNNING = 0x8914, 0x41  # linux/sockios.h, linux/if.h
WALL = 0x40000000  # linux/wait.h: wait for every kind of tracee
# linux/ptrace.h
PTRACE_CONT, PTRACE_GETEVENTMSG, PTRACE_SEIZE, PTRACE_LISTEN = 7, 0x4201, 0x4206, 0x4208
PTRACE_O_ALL = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 6 | 1 << 7 | 1 << 20
"""Stop at fork, vfork, clone, exec, exit and at what a filter reports; kill all if the tracer ends."""
EVENT_FORK, EVENT_VFORK, EVENT_CLONE, EVENT_EXEC, EVENT_EXIT, EVENT_FILTER, EVENT_STOP = 1, 2, 3, 4, 6, 7, 128

_libc = ctypes.CDLL(None, use_errno=True)
_ptrace = _libc.ptrace
_ptrace.argtypes = [ctypes.c_long] * 4
_ptrace.restype = ctypes.c_long


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(name: str, *arguments: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
    """Call by name; integers are passed as C longs. Raises OSError with the call's name."""
    number = NUMBER[name]
    if number is None:
        raise OSError(38, f"{name}: not on this architecture")
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    return _checked(_libc.syscall(ctypes.c_long(number), *words), name)


def prctl(option: int, first: int = 0, second: int = 0, third: int = 0, fourth: int = 0) -> int:
    """Control this process; raises OSError."""
    words = [ctypes.c_ulong(word) for word in (option, first, second, third, fourth)]
    return _checked(_libc.prctl(*words), f"prctl {option}")


def ptrace(request: int, pid: int, data: int = 0) -> None:
    """Ask something of a tracee; raises OSError, with ESRCH when it has gone meanwhile."""
    if _ptrace(request, pid, 0, data) == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"ptrace {request:#x} of {pid}: {os.strerror(number)}")


def ptrace_event_message(pid: int) -> int:
    """What a ptrace event is about: the new process's id for a birth, the wait status for an exit."""
    message = ctypes.c_ulong()
    ptrace(PTRACE_GETEVENTMSG, pid, ctypes.addressof(message))
    return message.value


def unshare(flags: int) -> None:
    """Leave the namespaces named; raises OSError."""
    _checked(_libc.unshare(ctypes.c_int(flags)), f"unshare {flags:#x}")


def mount(source: str, target: str, kind: str, flags: int = 0, options: str = "") -> None:
    """Mount a file system or, with `MS_BIND`, a folder; raises OSError naming the target."""
    words = (source.encode(), os.fsencode(target), kind.encode(), ctypes.c_ulong(flags), options.encode() or None)
    _checked(_libc.mount(*words), f"mount {kind or 'bind'} on {target}")


def unmount(target: str) -> None:
    """Detach a mount lazily; raises OSError."""
    _checked(_libc.umount2(os.fsencode(target), MNT_DETACH), f"umount {target}")


def pivot_root(new: str, old: str) -> None:
    """Make `new` the root and put the old one at `old`; raises OSError."""
    syscall("pivot_root", os.fsencode(new), os.fsencode(old))


def mount_read_only(path: str, attributes: int = MOUNT_ATTR_RDONLY, *, recursive: bool = True) -> None:
    """Change a mount, and all mounts below it, with mount_setattr(2) (Linux 5.12); raises OSError."""
    attr = struct.pack("QQQQ", attributes, 0, 0, 0)  # struct mount_attr, linux/mount.h
    flags = AT_RECURSIVE if recursive else 0
    syscall("mount_setattr", AT_FDCWD, os.fsencode(path), flags, ctypes.create_string_buffer(attr), len(attr))


def change_user(uid: int, gid: int, *, keep: int | None) -> None:
    """Become another user for good, without any capability but `keep`, which survives exec too. Raises OSError."""
    for capability in range(CAP_LAST + 1):
        if capability != keep:
            with contextlib.suppress(OSError):  # not a privileged process, or a kernel that knows fewer
                prctl(PR_CAPBSET_DROP, capability)
    if uid != os.getuid():
        prctl(PR_SET_KEEPCAPS, 1)
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    bits = 0 if keep is None else 1 << keep
    header = ctypes.create_string_buffer(struct.pack("Ii", _CAPABILITY_VERSION_3, 0))
    sets = struct.pack("IIIIII", bits, bits, bits, 0, 0, 0)  # effective, permitted, inheritable; low words, then high
    syscall("capset", header, ctypes.create_string_buffer(sets))
    if keep is not None:
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, keep)


def install_filter(program: bytes) -> None:
    """Install a seccomp filter of `struct sock_filter`s on this process; needs no_new_privs. Raises OSError."""
    code = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code)))
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(header))
