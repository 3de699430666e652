"""The corpus in `tests/hostile/`: what each program says about itself, the job that runs it, and the judgement.

A program begins with a block of TOML in the form of PEP 723, called `expected`; the first sentence after it says what
the program tries. Neither is ever imported or executed here. Keys of the block:

    group           heading in the table
    levels          at which it is run; [1, 2, 3] unless told
    limits          what differs from LIMITS
    start_methods   run once with each of them
    workshop        whether records of work are wanted
    fetch           files wanted afterwards
    machine         the only machine on which it makes sense, such as "x86_64"
    ending          name or names of `Ending`; "EXITED" unless told
    exit_code, signal, output, value, failure, failure_type
                    exactly these, where they are told
    never           a value, or a list of values, that no return may have
    no_value        no call may have returned a value
    at_most_returns how many returns there may be
    denied          the value is the list of what the program managed to do: it must be empty, or `allowed`
    reaches         what a bystander outside may have noticed; nothing unless told
    canary          the secrets may be seen (where files are open)
    left_alive, left_zombies, left_names
                    how many; 0 unless told, where the program ended by itself
    at_exit_zombies how many there were at the moment main ended
    returned_zombies how many there were when the last call returned
    neighbour       another run is under way meanwhile, whose pid the program is told
    any_left        whatever is left, is all right
    some_left       somebody must be left alive, however many
    children        how many processes beside main must be recorded, child number n with exit status n % 256
    within_seconds  the run must be over by then
    [L0] … [L3]     the same keys, for one level only
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.evidence import to_json
from grader.model import Ending, Evidence, Leftovers, Level, Limits, signal_name
from grader.sandbox.door import Job

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = Path(__file__).parent / "hostile"
LIMITS = {
    "wall_seconds": 8.0,
    "cpu_seconds": 8.0,
    "memory_mib": 256,
    "output_kib": 512,
    "disk_mib": 16,
    "inodes": 1024,
}
CANARY = "canary-5f2c81"
"""Part of every secret outside: in evidence, it shows that a secret was read."""
_BLOCK = re.compile(r"(?m)^(?:#|//) /// expected$\n((?:^(?:#|//)(?:| .*)$\n)+?)^(?:#|//) ///$\n")


@dataclass(frozen=True, slots=True)
class Program:
    """One program of the corpus."""

    name: str
    """Its file's name, such as `fork_bomb.py`."""
    source: str
    tries: str
    header: Mapping[str, Any] = field(hash=False)

    @property
    def methods(self) -> tuple[str | None, ...]:
        """The start methods with which it is run."""
        return tuple(self.header.get("start_methods", [None]))

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels at which it is run, the strongest first."""
        return tuple(sorted(map(Level, self.header.get("levels", [1, 2, 3])), reverse=True))

    def missing(self) -> str:
        """What this machine lacks to run it, or nothing."""
        if platform.machine() != self.header.get("machine", platform.machine()):
            return f"only on {self.header['machine']}"
        tool = {".c": "gcc", ".js": "node"}.get(Path(self.name).suffix, "sh")
        return "" if shutil.which(tool) else f"{tool} is not installed"

    def expected(self, level: Level) -> dict[str, Any]:
        """What must come out at this level."""
        plain = {key: value for key, value in self.header.items() if key not in ("L0", "L1", "L2", "L3")}
        return {**plain, **self.header.get(f"L{level.value}", {})}

    def job(self, method: str | None, arguments: Mapping[str, Any], built: bytes = b"") -> Job:
        """The run; `arguments` tell the program what there is to attack."""
        common: dict[str, Any] = {
            "limits": Limits(**{**LIMITS, **self.header.get("limits", {})}),
            "fetch": tuple(self.header.get("fetch", ())),
            "call": self.name,
        }
        if self.name.endswith(".c"):
            command = ("/bin/sh", "-c", "chmod +x program && exec ./program")
            return Job(files={"program": built}, command=command, **common)
        if self.name.endswith(".js"):
            return Job(files={"main.js": self.source.encode()}, command=("node", "main.js"), **common)
        request = {
            "module": "attack",
            "function": "attack",
            "arguments": {**arguments, "neighbour": bool(self.header.get("neighbour"))},
            "repeat": 1,
        }
        workshop = '{"records": "{records}", "seconds": 0.01, "spin": false, "plan": []}'
        return Job(
            files={"attack.py": self.source.encode(), **_beside()},
            driver="python",
            request={**request, "start_method": method},
            environment={"WORKSHOP": workshop} if self.header.get("workshop") else {},
            **common,
        )


def _beside() -> dict[str, bytes]:
    workshop = Path(__file__).parent.parent / "grader" / "languages" / "python" / "workshop.py"
    return {"trying.py": (FOLDER / "support" / "trying.py").read_bytes(), "workshop.py": workshop.read_bytes()}


def read_program(path: Path) -> Program:
    """Read one program's header without running anything of it."""
    source = path.read_text()
    match = _BLOCK.match(source)
    assert match, f"{path.name} does not begin with a block that says what is expected"
    header = tomllib.loads(re.sub(r"(?m)^(?:#|//) ?", "", match[1]))
    tries = source[match.end() :].lstrip().removeprefix('"""').removeprefix("// ").split("\n")[0].removesuffix('"""')
    return Program(path.name, source, tries, header)


def all_programs() -> tuple[Program, ...]:
    """The whole corpus, in the order of its names."""
    return tuple(read_program(path) for path in sorted(FOLDER.iterdir()) if path.suffix in (".py", ".c", ".js"))


def compile_c(source: str, folder: Path) -> bytes:
    """Compile one C program with gcc."""
    (folder / "program.c").write_text(source)
    command = ["gcc", "-O1", "-o", str(folder / "program"), str(folder / "program.c"), "-lpthread", "-lrt"]
    subprocess.run(command, check=True)
    return (folder / "program").read_bytes()


# ---------------------------------------------------------------------------------------------- judging


def complaints(expected: Mapping[str, Any], evidence: Evidence, noticed: Mapping[str, Any]) -> list[str]:
    """What is wrong with a run, in sentences; `noticed` is what a bystander outside saw of it."""
    return [
        *_ending(expected, evidence),
        *_values(expected, evidence),
        *_left(expected, evidence),
        *_children(expected, evidence),
        *(f"outside, {what}: {value}" for what, value in noticed.items() if what not in expected.get("reaches", [])),
        *_secrets(expected, evidence),
        *_texts(evidence),
    ]


def is_late(expected: Mapping[str, Any], evidence: Evidence) -> bool:
    """Whether a run took longer than it should: then the machine may have been busy, and it is worth another try."""
    timed_out = evidence.ending is Ending.TIMED_OUT and "TIMED_OUT" not in _as_list(expected.get("ending", "EXITED"))
    return timed_out or evidence.seconds > expected.get("within_seconds", 60)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _ending(expected: Mapping[str, Any], evidence: Evidence) -> list[str]:
    wanted = _as_list(expected.get("ending", "EXITED"))
    found = []
    if evidence.ending.name not in wanted:
        found.append(f"{evidence.ending.name} ({evidence.sentence}) instead of {' or '.join(wanted)}")
    if "exit_code" in expected and evidence.exit_code != expected["exit_code"]:
        found.append(f"exit status {evidence.exit_code} instead of {expected['exit_code']}")
    if "signal" in expected and signal_name(evidence.signal) != expected["signal"]:
        found.append(f"ended by {signal_name(evidence.signal)} instead of {expected['signal']}")
    if evidence.seconds > expected.get("within_seconds", 60):
        found.append(f"took {evidence.seconds:.2f} s instead of {expected['within_seconds']} s")
    if not evidence.output.startswith(expected.get("output", "")):
        found.append(f"printed {evidence.output[:200]!r}")
    return found


def _values(expected: Mapping[str, Any], evidence: Evidence) -> list[str]:
    returns, found = evidence.returns, []
    last = returns[-1] if returns else None
    value, failure = (last.value, last.failure) if last else (None, None)
    if "failure" in expected and (failure is None or failure.kind != expected["failure"]):
        found.append(f"{failure or value!r} instead of a failure of the kind {expected['failure']}")
    if "failure_type" in expected and failure is not None and failure.type != expected["failure_type"]:
        found.append(f"{failure.type} instead of {expected['failure_type']}")
    if "value" in expected and (failure is not None or not last or value != expected["value"]):
        found.append(f"{failure or value!r} instead of {expected['value']!r}")
    if expected.get("denied") and evidence.ending is Ending.EXITED:
        if last is None or failure is not None:
            found.append(f"no list of what was managed: {failure or evidence.errors!r}")
        elif surplus := set(_as_list(value)) - set(expected.get("allowed", [])):
            found.append(f"managed {', '.join(sorted(surplus))}")
    forbidden = _as_list(expected.get("never", []))
    found += [
        f"the forbidden value {each.value!r}" for each in returns if each.failure is None and each.value in forbidden
    ]
    if expected.get("no_value") and any(each.failure is None for each in returns):
        found.append(f"a value: {value!r}")
    if len(returns) > expected.get("at_most_returns", 1):
        found.append(f"{len(returns)} returns")
    return found


def _left(expected: Mapping[str, Any], evidence: Evidence) -> list[str]:
    if evidence.ending is not Ending.EXITED or expected.get("any_left"):
        return []
    if expected.get("some_left"):
        return [] if evidence.left.alive else ["nobody left alive"]
    found = []
    for name in Leftovers.__dataclass_fields__:
        at_the_end, wanted = getattr(evidence.left, name), expected.get(f"left_{name}", 0)
        if len(at_the_end) != wanted:
            found.append(f"left {name}: {at_the_end or 'none'} instead of {wanted}")
    for key, seen in (("at_exit_zombies", evidence.at_exit), ("returned_zombies", _last_left(evidence))):
        if key in expected and len(seen.zombies) not in _as_list(expected[key]):
            found.append(f"{key}: {seen.zombies} instead of {expected[key]}")
    return found


def _last_left(evidence: Evidence) -> Leftovers:
    return evidence.returns[-1].left if evidence.returns else Leftovers()


def _children(expected: Mapping[str, Any], evidence: Evidence) -> list[str]:
    if "children" not in expected or not evidence.exact:
        return []
    codes = [life.exit_code for life in evidence.processes if life.pid != evidence.main]
    wanted = [number % 256 for number in range(expected["children"])]
    return [] if codes == wanted else [f"{len(codes)} children, not all with their true exit codes"]


def _secrets(expected: Mapping[str, Any], evidence: Evidence) -> list[str]:
    returned = " ".join(f"{each.value} {each.failure}" for each in evidence.returns)
    seen = f"{evidence.output} {evidence.errors} {returned} {' '.join(evidence.files.values())}"
    if expected.get("canary"):
        return []
    return ["a secret was read"] if CANARY in seen or "root:" in seen else []


def _texts(evidence: Evidence) -> list[str]:
    """No text of the evidence may be one that cannot be written as UTF-8: somebody will want to show it."""
    try:
        json.dumps(to_json(evidence), ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        return [f"a text that cannot be written as UTF-8: {error.object[error.start - 60 : error.end]!r}"]
    return []
