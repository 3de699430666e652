"""The programs in `tests/stuck/`, which come to a standstill, and what each says about itself.

A program begins with a block of TOML in the form of PEP 723, called `expected`, with these keys:

    cause       name of the `Cause` that it should be named with
    levels      at which it is run; all unless told
    methods     start methods of multiprocessing to run it with; fork alone unless told
    certain     false where it can only be suspected
    said        what one of the sentences about who waits for whom must contain

A `.py` has a function `solve()`; a `.sh` is a script, and a `.c` is compiled.
"""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from hostile_programs import compile_c
from jobs import a_job

from grader.model import Cause, Level
from grader.sandbox import Job

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = Path(__file__).parent / "stuck"
SUPPORT = {"family.py": (FOLDER / "support" / "family.py").read_bytes()}
_BLOCK = re.compile(r"\A(?:#|//) /// expected$\n((?:^(?:#|//)(?:| .*)$\n)+?)^(?:#|//) ///$\n", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """A program that never ends."""

    name: str
    cause: Cause
    source: str
    levels: tuple[Level, ...]
    methods: tuple[str, ...]
    certain: bool
    said: str

    def missing(self) -> str:
        """What this machine lacks to run it, or nothing."""
        tool = {".c": "gcc", ".sh": "flock"}.get(Path(self.name).suffix, "sh")
        return "" if shutil.which(tool) else f"{tool} is not installed"

    def job(self, method: str, folder: Path, **settings: object) -> Job:
        """The run; a folder is needed to compile in."""
        if self.name.endswith(".py"):
            return a_job(self.source, start_method=method, beside=SUPPORT, **settings)
        if self.name.endswith(".sh"):
            return Job(files={"main.sh": self.source.encode()}, command=("/bin/sh", "main.sh"), **settings)
        command = ("/bin/sh", "-c", "chmod +x program && exec ./program")
        return Job(files={"program": compile_c(self.source, folder)}, command=command, **settings)


def _read(path: Path) -> Stuck:
    source = path.read_text()
    match = _BLOCK.match(source)
    assert match, f"{path.name} does not begin with a block that says what is expected"
    header = tomllib.loads(re.sub(r"(?m)^(?:#|//) ?", "", match[1]))
    return Stuck(
        name=path.name,
        cause=Cause[header["cause"]],
        source=source,
        levels=tuple(Level(level) for level in header.get("levels", list(Level))),
        methods=tuple(header.get("methods", ["fork"])),
        certain=header.get("certain", True),
        said=header.get("said", ""),
    )


STUCK = {path.name: _read(path) for path in sorted(FOLDER.iterdir()) if path.suffix in (".py", ".c", ".sh")}
