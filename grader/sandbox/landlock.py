"""Landlock: which files a process may touch, and whether it may signal outside, without any privilege.

Source of numbers and structures: linux/landlock.h. What a kernel offers is asked for by the version call, and nothing
else tells (some kernels hide the list of security modules).
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

from grader.sandbox import kernel

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15}  # how many rights exist; 16 from ABI 5 on
_FOR_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_VERSION_FLAG, _RULE_PATH_BENEATH = 1, 1
_NET_TCP_BOTH, _SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS = 3, 3
SCOPES_SIGNALS = 6
"""The first ABI that keeps signals and abstract sockets inside."""


def abi() -> int:
    """The version the kernel speaks; 0 for none."""
    if not kernel.LINUX:
        return 0
    try:
        return kernel.syscall("landlock_create_ruleset", None, 0, _VERSION_FLAG)
    except OSError:
        return 0


def confine(
    *, read: Iterable[str], write: Iterable[str], devices: Iterable[str], version: int, listed: Iterable[str] = ()
) -> None:
    """Restrict this process, for ever, to these paths and what lies below them; needs no_new_privs.

    Paths that do not exist are left out. `read` also allows to execute; `listed` only to list folders. Raises OSError.
    """
    rights = (1 << _RIGHTS_BY_ABI.get(version, 16)) - 1
    words = (
        [rights]
        + [_NET_TCP_BOTH] * (version >= 4)
        + [_SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS] * (version >= SCOPES_SIGNALS)
    )
    attributes = struct.pack(f"{len(words)}Q", *words)
    ruleset = kernel.syscall("landlock_create_ruleset", ctypes.create_string_buffer(attributes), len(attributes), 0)
    try:
        for path in read:
            _allow(ruleset, path, (_EXECUTE | _READ_FILE | _READ_DIR) & rights)
        for path in listed:
            _allow(ruleset, path, _READ_DIR & rights)
        for path in write:
            _allow(ruleset, path, rights)
        for path in devices:
            _allow(ruleset, path, _FOR_A_FILE & rights)
        kernel.syscall("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        allowed = rights if os.path.isdir(path) else rights & _FOR_A_FILE
        beneath = ctypes.create_string_buffer(struct.pack("=Qi", allowed, descriptor))
        kernel.syscall("landlock_add_rule", ruleset, _RULE_PATH_BENEATH, beneath, 0)
    finally:
        os.close(descriptor)
