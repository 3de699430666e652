"""The Python driver: calls the student's function inside the student's process, and replies with what it gave.

It is loaded in the launcher and runs, after a fork, where student code can reach it. So it decides nothing: it can only
say less than the truth of itself, and all that counts is checked outside. It imports the standard library, and the
controlled scheduler, which keeps to the same rules.

For each call it writes one line of strict JSON, `{"nonce", "value"}` or `{"nonce", "error"}`, and waits for a
go-ahead, while the sandbox looks at what the call has left. In the end the process goes by `os._exit`, so that the
interpreter's own clean-up does not join, terminate or reap what the student's function forgot.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import importlib.util
import inspect
import io
import json
import math
import multiprocessing
import multiprocessing.process
import os
import random
import site
import sys
import tempfile
import traceback
import types
from typing import Any

from grader.languages.python.scheduling import hunt

_WORKSHOP = "workshop.py"
with open(os.path.join(os.path.dirname(__file__), _WORKSHOP), "rb") as _file:
    _SOURCE = _file.read()
_CODE = compile(_SOURCE, _WORKSHOP, "exec")
"""Compiled once, in the launcher, and not in each run."""
_OURS = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in ("grader", "psutil")}
"""What student code should not come upon: known in advance, as a look at all names costs each run half a millisecond,
and held, as it would cost as much to take it apart."""
_MOST_DEPTH = 90
_MOST_DIGITS = 4000
_MOST_BYTES = 31 << 20
_MOST_TEXT = 2000


def main(request_descriptor: int, reply_descriptor: int, box: str) -> None:
    """Carry out the request in this process, which ends with it."""
    with open(request_descriptor, "rb") as file:
        request = json.load(file)
    _freshen(box)
    _import_workshop(os.path.join(box, _WORKSHOP))
    os.register_at_fork(after_in_child=functools.partial(_close, [reply_descriptor]))

    def reply(told: dict[str, Any]) -> bool:
        _send(reply_descriptor, {"nonce": request["nonce"], **told})
        return bool(os.read(reply_descriptor, 16))

    if "schedules" in request:
        hunt(request, box, lambda: _whole_call(request, box), reply)
    else:
        wanted = request["repeat"]
        while wanted and reply(_whole_call(request, box)):
            wanted -= 1
    _flush()
    os._exit(0)


def _whole_call(request: dict[str, Any], box: str) -> dict[str, Any]:
    """One call, until nothing of it goes on by itself any more, as the rest of a reply."""
    reply = _call(request, box, os.getpid())
    gc.collect()  # a pool or an executor that was dropped ends when it is collected
    _flush()
    return reply


def _freshen(box: str) -> None:
    """Make the forked interpreter look like one that has just started in the run's folder."""
    for name in _OURS:
        sys.modules.pop(name, None)
    sys.modules["__main__"] = types.ModuleType("__main__")
    sys.path.insert(0, box)
    sys.argv = [""]
    sys.stdin = open(0, closefd=False)
    sys.stdout = io.TextIOWrapper(open(1, "wb", closefd=False), encoding="utf-8")
    sys.stderr = io.TextIOWrapper(open(2, "wb", closefd=False), "utf-8", "backslashreplace", line_buffering=True)
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr  # type: ignore[misc]
    multiprocessing.process.ORIGINAL_DIR = box  # type: ignore[attr-defined]
    tempfile.tempdir = None
    random.seed()
    site.setquit()


def _import_workshop(path: str) -> None:
    """Import the workshop that lies there as an import statement would, but for the compiling; if it is ours."""
    with contextlib.suppress(OSError), open(path, "rb") as file:
        if file.read() == _SOURCE:
            spec = importlib.util.spec_from_file_location("workshop", path)
            module = sys.modules["workshop"] = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
            exec(_moved(_CODE, path), module.__dict__)  # noqa: S102 - our own code, which was compiled above


def _moved(code: types.CodeType, path: str) -> types.CodeType:
    """The code as if it had been compiled from the file there."""
    parts = (_moved(part, path) if isinstance(part, types.CodeType) else part for part in code.co_consts)
    return code.replace(co_filename=path, co_consts=tuple(parts))


def _close(descriptors: list[int]) -> None:
    """Only main replies. A child closes it once: for its own children the number may mean something else."""
    while descriptors:
        with contextlib.suppress(OSError):
            os.close(descriptors.pop())


def _call(request: dict[str, Any], box: str, here: int) -> dict[str, Any]:
    """One call as the rest of a reply."""
    kind = "load"
    try:
        if request["start_method"]:
            multiprocessing.set_start_method(request["start_method"], force=True)
        module = importlib.import_module(request["module"])
        if request["function"] is None:
            return {"value": None}
        function = getattr(module, request["function"], None)
        if not callable(function):
            return {"error": _missing(request)}
        kind = "raised"
        try:
            value = function(**request["arguments"])
        except TypeError as error:
            _check_signature(function, request, error)  # only now: to look costs more than many a call
            raise
        if os.getpid() != here:
            _end_escaped(request["function"])
        kind = "value"
        return {"value": _plain(value, request["function"] + "()", 0)}
    except BaseException as error:
        if os.getpid() != here:
            traceback.print_exc()
            _end_escaped(request["function"])
        return {"error": _failure(kind, error, box)}


def _end_escaped(function: str) -> None:
    """End a child that came out of the student's function, and would go on as if it were the caller. It is recorded."""
    message = f"process {os.getpid()} is a child, but it came out of the function as if it were the caller"
    print(message + "; end it with os._exit()", file=sys.stderr)
    with contextlib.suppress(Exception):
        workshop = importlib.import_module("workshop")
        workshop._record(workshop._plan(os.environ.get("WORKSHOP", "{}")), "begin", "escaped", function)
    _flush()
    os._exit(1)


def _missing(request: dict[str, Any]) -> dict[str, Any]:
    file = request["module"] + ".py"
    return _error("missing", "AttributeError", f"{file} has no function {request['function']}()", file, 1)


def _check_signature(function: Any, request: dict[str, Any], error: TypeError) -> None:
    """Say of a call that failed if it was because the function takes other arguments. Raises _SignatureError."""
    try:
        code = getattr(inspect.unwrap(function), "__code__", None)
        signature = inspect.signature(function)
    except (ValueError, TypeError):
        return
    if any(frame.f_code is code for frame, _ in traceback.walk_tb(error.__traceback__)):
        return  # it was called: the error is its own
    try:
        signature.bind(**request["arguments"])
    except TypeError as error:
        wanted = ", ".join(request["arguments"])
        message = f"{request['function']}{signature} cannot be called with ({wanted}): {error}"
        raise _SignatureError(message, inspect.unwrap(function)) from None


class _SignatureError(TypeError):
    def __init__(self, message: str, function: Any) -> None:
        super().__init__(message)
        code = getattr(function, "__code__", None)
        self.place = (code.co_filename, code.co_firstlineno) if code else ("", None)


def _failure(kind: str, error: BaseException, box: str) -> dict[str, Any]:
    """An exception in plain words, with the place in the student's files that is nearest to it."""
    file, line = "", None
    if isinstance(error, SyntaxError) and error.filename:
        file, line = error.filename, error.lineno
    elif isinstance(error, _SignatureError):
        file, line = error.place
    else:
        for frame, number in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename.startswith(box + "/"):
                file, line = frame.f_code.co_filename, number
    kind, name = ("signature", "TypeError") if isinstance(error, _SignatureError) else (kind, type(error).__name__)
    message = error.msg if isinstance(error, SyntaxError) else _text_of(error)
    return _error(kind, name, message, file.removeprefix(box + "/"), line, _own_traceback(error, box))


def _error(kind: str, name: str, message: str, file: str, line: int | None, trace: str = "") -> dict[str, Any]:
    return {
        "kind": kind,
        "type": str(name)[:200],
        "message": str(message)[:_MOST_TEXT],
        "file": str(file)[:200],
        "line": line if type(line) is int else None,
        "traceback": trace[-2 * _MOST_TEXT :],
    }


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:
        return "(its message cannot be shown)"


def _own_traceback(error: BaseException, box: str) -> str:
    """The frames of the traceback that lie in the student's files; of other processes' too, where they are attached."""
    try:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(box + "/")]
        cause = (
            str(error.__cause__) if type(error.__cause__).__name__ in ("RemoteTraceback", "_RemoteTraceback") else ""
        )
        return (cause + "".join(traceback.format_list(frames))).replace(box + "/", "")
    except BaseException:
        return ""


def _plain(value: Any, where: str, depth: int) -> Any:
    """The value as plain JSON data, by its real type, whatever its class says. Raises TypeError, naming the place."""
    kind = type(value)
    if value is None or kind is bool:
        return value
    if depth > _MOST_DEPTH:
        raise TypeError(f"{where} is nested more than {_MOST_DEPTH} deep")
    if issubclass(kind, int):
        number = int.__add__(value, 0)
        if number.bit_length() > _MOST_DIGITS * 3:
            raise TypeError(f"{where} is an integer of more than {_MOST_DIGITS} digits")
        return number
    if issubclass(kind, float):
        real = float.__add__(value, 0.0)
        if not math.isfinite(real):
            raise TypeError(f"{where} is {real!r}, which is not a number that can be handed on")
        return real
    if issubclass(kind, str):
        text = str.__str__(value)
        if not _is_text(text):
            raise TypeError(f"{where} is a text with half of a surrogate pair, which cannot be handed on")
        return text
    if issubclass(kind, (list, tuple)):
        items = (list if issubclass(kind, list) else tuple).__iter__(value)
        return [_plain(item, f"{where}[{index}]", depth + 1) for index, item in enumerate(items)]
    if issubclass(kind, dict):
        pairs = dict.items(value)
        return {_key(key, where): _plain(item, f"{where}[{key!r:.50}]", depth + 1) for key, item in pairs}
    raise TypeError(f"{where} is a {kind.__name__}, not plain data: None, bool, int, float, str, list or dict")


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _key(key: Any, where: str) -> str:
    if type(key) is str and _is_text(key):
        return key
    if type(key) is int:
        return str(key)
    raise TypeError(f"{where} has a key of type {type(key).__name__}: only texts and integers can be handed on")


def _send(descriptor: int, reply: dict[str, Any]) -> None:
    data = json.dumps(reply, allow_nan=False).encode() + b"\n"
    if len(data) > _MOST_BYTES:
        error = _error("value", "ValueError", f"the value takes more than {_MOST_BYTES >> 20} MiB", "", None)
        data = json.dumps({"nonce": reply["nonce"], "error": error}).encode() + b"\n"
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
