"""What the processes of a family are called for people: by the part they play, such as `main (pid 2)`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from grader.escaping import cut
from grader.sandbox.register import Record, Register
from grader.sentences import SERVICES

_NAME_CHARACTERS = 20


def naming(register: Register, main: int) -> Callable[[int], str]:
    """A function that names a process by its host pid; `main` is one as well."""

    def name_of(host: int) -> str:
        record = register.records.get(host)
        if record is None:
            return f"process {register.pid_of(host)}"
        return f"{_role(register, record, main)} (pid {record.pid})"

    return name_of


def _role(register: Register, record: Record, main: int) -> str:
    if record.host == main:
        return "main"
    parent = register.records.get(record.parent)
    own = record.command if parent is None or record.command != parent.command else ()
    for word, name in SERVICES.items():
        if _is_service(register, record, main) and any(word in part for part in own):
            return name.removesuffix(" of multiprocessing")
    if own and not _is_python_child(record):
        return cut(PurePath(own[0]).name, _NAME_CHARACTERS) or "a process"
    if record.parent == main or (parent is not None and _is_service(register, parent, main)):
        return "child"
    return "grandchild"


def services(register: Register, main: int) -> list[int]:
    """Host pids of the standard library's own helpers; not of what the fork server has forked, which is nothing own."""
    return [record.host for record in register.living() if _is_service(register, record, main)]


def started(register: Register, main: int) -> dict[int, list[int]]:
    """Host pids of who lives of those that a fork server of multiprocessing has started, by the server's."""
    servers = [host for host in services(register, main) if _is_fork_server(register.records[host])]
    return {host: [record.host for record in register.living() if record.parent == host] for host in servers}


def _is_fork_server(record: Record) -> bool:
    return any("multiprocessing.forkserver" in part for part in record.command)


def _is_service(register: Register, record: Record, main: int) -> bool:
    parent = register.records.get(record.parent)
    inherited = parent is not None and record.command == parent.command
    return not inherited and register.life(record, 0.0, main).is_service


def _is_python_child(record: Record) -> bool:
    """Whether multiprocessing started it as a fresh interpreter."""
    return "-c" in record.command and any("multiprocessing.spawn" in part for part in record.command)
