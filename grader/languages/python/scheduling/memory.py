"""Accesses to shared memory as points: what the compiled source of the student calls before each access.

Shared is what lives in memory that processes can share: ctypes objects, memory views, mmaps, numpy arrays. An open file
is treated alike: what is written there others read. A `Synchronized` wrapper has a lock of its own, whose use is a
point; what is read and written under it is noted.
"""

from __future__ import annotations

import builtins
import ctypes
import io
import mmap
import os
import stat
import sys
import threading
from multiprocessing import shared_memory, sharedctypes
from typing import Any

from grader.languages.python.scheduling import source, turn

_MEMORY = (ctypes._SimpleCData, ctypes.Array, ctypes.Structure, ctypes.Union, memoryview, shared_memory.ShareableList)
_USED = (mmap.mmap, shared_memory.SharedMemory, io.IOBase)
"""Whatever is touched of these may read and may write."""
_PLAIN, _SHARED, _USE = range(3)
_kinds: dict[type, int] = {}
_QUIET = ("buf", "name", "size", "close", "unlink", "fileno", "closed", "mode", "encoding")


class _Updates(threading.local):
    """The updates that a thread is in the middle of; one may be nested in the value of another."""

    def __init__(self) -> None:
        self.open: list[tuple[Any, int, str, Any] | None] = []


_updates = _Updates()


def install() -> None:
    """Let the compiled source find these functions, and note what `Synchronized` objects do under their locks."""
    announcing = {
        source.READ: read,
        source.WRITE: write,
        source.UPDATE: update,
        source.UPDATED: updated,
        source.WALK: walk,
    }
    turn.stand_in(builtins, **announcing)
    turn.stand_in(sharedctypes.Synchronized, value=property(_get_value, _set_value))


def read(thing: Any, line: int, text: str, key: Any) -> Any:
    """The object, once it may be read."""
    kind = _kinds.get(type(thing))
    if kind is None:
        kind = _kind_of(type(thing))
    if kind and turn.controlled():
        _access("read", thing, kind, line, text, key)
    return thing


def write(thing: Any, line: int, text: str, key: Any) -> Any:
    """The object, once it may be written."""
    kind = _kinds.get(type(thing))
    if kind is None:
        kind = _kind_of(type(thing))
    if kind and turn.controlled():
        _access("write", thing, kind, line, text, key)
    return thing


def update(thing: Any, line: int, text: str, key: Any) -> Any:
    """The object, once it may be read for `+=` and its like."""
    kind = _kinds.get(type(thing))
    if kind is None:
        kind = _kind_of(type(thing))
    _updates.open.append((thing, line, text, key) if kind else None)
    if kind and turn.controlled():
        _access("read", thing, kind, line, text, key)
    return thing


def updated(value: Any) -> Any:
    """The right side of `+=`, once the result may be written."""
    under_way = _updates.open.pop() if _updates.open else None
    if under_way is not None and turn.controlled():
        thing, line, text, key = under_way
        _access("write", thing, _kinds[type(thing)], line, text, key)
    return value


def walk(things: Any, text: str) -> Any:
    """What is gone through, once it may be read."""
    kind = _kinds.get(type(things))
    if kind is None:
        kind = _kind_of(type(things))
    if kind == _SHARED and turn.controlled():
        _access("read", things, kind, sys._getframe(1).f_lineno, text, None)
    return things


def _kind_of(kind: type) -> int:
    shared = issubclass(kind, _MEMORY) or kind.__module__ == "numpy"
    _kinds[kind] = _SHARED if shared else _USE if issubclass(kind, _USED) else _PLAIN
    return _kinds[kind]


def _access(operation: str, thing: Any, kind: int, line: int, text: str, key: Any) -> None:
    if kind == _USE:
        if key in _QUIET or (isinstance(thing, io.IOBase) and thing.closed):
            return
        operation = "use"
    name = key_of(thing)
    if name is None:
        return
    if name not in turn.named:
        turn.call_thing(name, "file" if isinstance(thing, io.IOBase) else "memory", text)
    frame = sys._getframe(2)
    file = frame.f_code.co_filename.removeprefix(turn.settings["box"])
    turn.access(operation, name, (file, line))
    if turn.settings["trace"] and kind == _SHARED and key is not None:
        turn.here.last = (lambda: getattr(thing, key)) if isinstance(key, str) else (lambda: thing[key])


def key_of(thing: Any) -> str | None:
    """A name for the memory that is the same in every process; None for what cannot be shared."""
    try:
        if isinstance(thing, io.IOBase):
            plain = stat.S_ISREG(os.fstat(thing.fileno()).st_mode)
            return f"file:{os.path.abspath(str(getattr(thing, 'name', '')))}" if plain else None
        if isinstance(thing, shared_memory.SharedMemory):
            return f"memory:{thing.name}"
        if isinstance(thing, shared_memory.ShareableList):
            return f"memory:{thing.shm.name}"
        if isinstance(thing, memoryview):
            return key_of(thing.obj) if not isinstance(thing.obj, (bytes, bytearray)) else None
        if isinstance(thing, mmap.mmap):
            return "memory:mmap"
        wrapper = getattr(thing, "_wrapper", None)
        if wrapper is not None:
            (arena, start, _), _ = wrapper._state
            return f"memory:{os.fstat(arena.fd).st_ino}:{start}" if arena.fd >= 0 else f"memory:{start}"
        if isinstance(thing, (ctypes._SimpleCData, ctypes.Array, ctypes.Structure, ctypes.Union)):
            return f"memory:{ctypes.addressof(thing)}"
    except (AttributeError, OSError, TypeError, ValueError):
        pass
    return "memory:other"


# ------------------------------------------------------------------------------------------- Synchronized


def _get_value(self: Any) -> Any:
    with self:
        value = self._obj.value
        _noted("read", self, value)
        return value


def _set_value(self: Any, value: Any) -> None:
    with self:
        self._obj.value = value
        _noted("write", self, value)


def _noted(operation: str, wrapper: Any, value: Any) -> None:
    if turn.controlled():
        thing = key_of(wrapper._obj) or ""
        turn.name_thing(thing, "memory", wrapper)
        turn.note(operation, thing, repr(value)[:40])
