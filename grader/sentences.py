"""The facts of a run as plain sentences, for the terminal, for reports, and for a check that says what it saw.

Nothing here judges, and nothing here is escaped: text that a student chose (messages, file names, commands) comes
out as it went in, and is made safe at the edge that shows it. Sentences about processes begin with a small letter
and have no full stop, so that they can be listed or joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grader.escaping import cut
from grader.model import Evidence, Failure, Leftovers, ProcessLife, signal_name

MESSAGE_CHARACTERS = 300
"""How much is shown of a message that a student's program made up."""
SERVICES = {
    "multiprocessing.resource_tracker": "the resource tracker of multiprocessing",
    "multiprocessing.forkserver": "the fork server of multiprocessing",
}


# ------------------------------------------------------------------------------------------------ words


def count(number: int, noun: str, plural: str = "") -> str:
    """Give the number with its noun: `1 process`, `2 processes`, `no process`."""
    if number < 2:
        return f"{number or 'no'} {noun}"
    return f"{number} {plural or noun + ('es' if noun.endswith(('s', 'x', 'ch', 'sh')) else 's')}"


def listed(words: Iterable[str]) -> str:
    """Join words as people do: `a`, `a and b`, `a, b and c`."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def duration(seconds: float) -> str:
    """Give a length of time with two digits that mean something: `3 ms`, `0.12 s`, `1.5 s`, `12 s`."""
    if 0 < seconds < 0.0995:
        return f"{max(seconds * 1000, 1):.0f} ms"
    return f"{seconds:.2g} s" if seconds < 9.95 else f"{seconds:.0f} s"


def moment(seconds: float) -> str:
    """Give a moment of a run, to the hundredth of a second: `0.12 s`."""
    return f"{seconds:.2f} s"


def one_line(text: str) -> str:
    """Give the text as one line of bearable length."""
    return cut(" ".join(text.split()), MESSAGE_CHARACTERS)


# ------------------------------------------------------------------------------------------------ processes


def name_of(evidence: Evidence, pid: int) -> str:
    """Name a process for people: `main`, `process 7 (child of main)`, `process 9, which the sandbox never saw`."""
    if pid == evidence.main:
        return "main"
    life = evidence.life(pid)
    if life is None:
        return f"process {pid}, which the sandbox never saw"
    service = next((name for word, name in SERVICES.items() if any(word in part for part in life.command)), "")
    return f"process {pid} ({service or _origin(evidence, life)})"


def _origin(evidence: Evidence, life: ProcessLife) -> str:
    if life.parent == evidence.main:
        return "child of main"
    parent = evidence.life(life.parent)
    return f"child of {'the fork server' if parent and parent.is_service else f'process {life.parent}'}"


def how_it_ended(life: ProcessLife) -> str:
    """Say how a process ended: `ended with status 0 at 0.12 s`, `was ended by SIGKILL at 1.50 s`."""
    if life.killed:
        return "was still alive and was ended by the sandbox"
    if life.ended is None:
        return "did not end"
    how = (
        f"was ended by {signal_name(life.signal)}" if life.signal is not None else f"ended with status {life.exit_code}"
    )
    return f"{how} at {moment(life.ended)}"


def was_never_reaped(evidence: Evidence, life: ProcessLife) -> bool:
    """Whether it was still a zombie when main ended, or when the looking stopped."""
    return life.ended is not None and not life.killed and (life.reaped is None or life.pid in evidence.at_exit.zombies)


def life_sentence(evidence: Evidence, life: ProcessLife) -> str:
    """Say what became of a process: how it ended, whether it was orphaned, when it was reaped."""
    ended = f"{name_of(evidence, life.pid)} {how_it_ended(life)}"
    if life.pid == evidence.main:
        return ended
    if life.orphaned is not None:
        return f"{orphan_sentence(evidence, life)}; it {how_it_ended(life)}"
    if was_never_reaped(evidence, life):
        return f"{ended} and was never reaped: it was a zombie {_until_when(evidence, life)}"
    if life.ended is None or life.reaped is None or life.killed:
        return ended
    return f"{ended} and was reaped {duration(max(life.reaped - life.ended, 0.0))} later"


def _until_when(evidence: Evidence, life: ProcessLife) -> str:
    at_exit = life.pid in evidence.at_exit.zombies
    return "when main ended" if at_exit else f"for {duration(life.zombie_seconds(evidence.seconds))}"


def orphan_sentence(evidence: Evidence, life: ProcessLife) -> str:
    """Say when a process was orphaned, and who adopted it."""
    when = "" if life.orphaned is None else f" at {moment(life.orphaned)}"
    adopter = "" if life.adopted_by is None else f" and was adopted by {_adopter(evidence, life.adopted_by)}"
    parent = "main" if life.parent == evidence.main else f"its parent, process {life.parent},"
    return f"{name_of(evidence, life.pid)} was orphaned when {parent} ended{when}{adopter}"


def _adopter(evidence: Evidence, pid: int) -> str:
    return "process 1" if pid == 1 else name_of(evidence, pid)


# ------------------------------------------------------------------------------------------------ leftovers


def leftover_sentences(evidence: Evidence, left: Leftovers, when: str) -> tuple[str, ...]:
    """Say what was left at a moment, one sentence for each thing; `when` is such as `when the call returned`."""
    return (
        *(f"{name_of(evidence, pid)} was still alive {when}" for pid in left.alive),
        *(_zombie_sentence(evidence, pid, when) for pid in left.zombies),
        *(f"{one_line(name)} still existed {when}" for name in left.names),
    )


def _zombie_sentence(evidence: Evidence, pid: int, when: str) -> str:
    life = evidence.life(pid)
    ended = f" {how_it_ended(life)} and" if life is not None else ""
    return f"{name_of(evidence, pid)}{ended} was not reaped: it was a zombie {when}"


# ------------------------------------------------------------------------------------------------ calls and runs


def failure_line(failure: Failure) -> str:
    """Give a failure in one line, as compilers do: `queue_communication.py:12: NameError: name 'x' is not defined`."""
    place = f"{failure.file}:{failure.line}" if failure.file and failure.line else failure.file
    return ": ".join(part for part in (place, failure.type, one_line(failure.message)) if part)


def failure_sentence(failure: Failure) -> str:
    """Say what went wrong with a call, and where."""
    opening = {
        "load": "the file could not be loaded",
        "missing": "the function is not there",
        "signature": "the function cannot be called like that",
        "raised": "the call raised an error",
        "value": "what the call returned is not plain data",
    }
    return f"{opening.get(failure.kind, 'the call failed')}: {failure_line(failure)}"


def no_return_sentence(evidence: Evidence) -> str:
    """Say why there is no return: how the program ended instead, and who was alive until then."""
    killed = [life.pid for life in evidence.processes if life.killed]
    still = f"; until then {_alive(evidence, killed)}" if killed and evidence.stall is None else ""
    return f"the call did not return: the program {evidence.sentence}{still}"


def _alive(evidence: Evidence, pids: Sequence[int]) -> str:
    names = [name_of(evidence, pid) for pid in pids]
    if len(names) > 4:
        names = [*names[:3], count(len(names) - 3, "more process", "more processes")]
    return f"{listed(names)} {'was' if len(pids) == 1 else 'were'} alive"


def run_sentences(evidence: Evidence) -> tuple[str, ...]:
    """Say what is worth knowing about a run: how it ended, what each call came to, and who was not looked after."""
    failures = tuple(failure_sentence(each.failure) for each in evidence.returns if each.failure is not None)
    odd = (life for life in evidence.processes if life.pid != evidence.main and not life.is_service)
    return (
        f"the program {evidence.sentence}",
        *failures,
        *(life_sentence(evidence, life) for life in odd if _is_noteworthy(evidence, life)),
        *(f"{one_line(name)} still existed when main had ended" for name in evidence.left.names),
    )


def _is_noteworthy(evidence: Evidence, life: ProcessLife) -> bool:
    stall = evidence.stall
    if stall is not None and life.killed and (life.orphaned is None or life.orphaned >= stall.noticed):
        return False  # a run that stood still is ended as a whole, and what each waited for is said
    return life.orphaned is not None or life.killed or was_never_reaped(evidence, life) or life.status != 0
