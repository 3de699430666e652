"""A whole script as the main program of its process, until the interpreter would be gone."""

from __future__ import annotations

import atexit
import contextlib
import importlib.machinery
import os
import runpy
import sys
import threading
import traceback
import types
from collections.abc import Sequence
from typing import Any, NoReturn

from grader.languages.python.scheduling import importing, turn

_UNHANDLED = 1


def install() -> None:
    """Let a child that is not forked import the script with its accesses announced, too."""
    turn.stand_in(runpy, _get_code_from_file=_announcing(runpy._get_code_from_file))  # type: ignore[attr-defined]


def _announcing(read: Any) -> Any:
    def get_code(*arguments: Any) -> Any:
        plain = read(*arguments)
        code = importing.announced(arguments[-1])
        if code is None:
            return plain
        return (code, *plain[1:]) if isinstance(plain, tuple) else code  # a code object alone since Python 3.12

    return get_code


def run(path: str, arguments: Sequence[str]) -> NoReturn:
    """Run it, and end this process as the interpreter would have ended it."""
    sys.argv = [os.path.basename(path), *arguments]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # as in a terminal
    status = _run_main(path)
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(status & 0xFF)


def _run_main(path: str) -> int:
    """The status with which it ends."""
    main: Any = types.ModuleType("__main__")
    main.__file__ = path
    sys.modules["__main__"] = main
    loader = importlib.machinery.SourceFileLoader("__main__", path)
    try:
        exec(loader.source_to_code(loader.get_data(path), path), main.__dict__)  # noqa: S102 - that is what it is for
    except SystemExit as error:
        if error.code is None or isinstance(error.code, int):
            return error.code or 0
        print(error.code, file=sys.stderr)
        return _UNHANDLED
    except BaseException:
        traceback.print_exc()
        return _UNHANDLED
    return 0
