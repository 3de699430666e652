"""What the programs write to their stderr is mixed into their output."""

from __future__ import annotations

from contextlib import suppress
from multiprocessing import Pipe, Process
from subprocess import PIPE, STDOUT, Popen
from threading import Thread
from typing import Any

from workshop import make, work


def reply(caller: Any, callers_end: Any) -> None:
    """Run in the child: answer messages until the end of file."""
    # A forked child has a copy of the caller's end too. While that is open, the caller's going away goes unnoticed.
    callers_end.close()
    while True:
        try:
            message = caller.recv()
        except EOFError:
            return
        caller.send(work(message))


def ping_pong(messages: list[Any]) -> list[Any]:
    """Send one message after the other to one child, each when the one before has been answered."""
    mine, childs = Pipe()
    child = Process(target=reply, args=(childs, mine))
    child.start()
    childs.close()  # now only the child has this end: if it dies, recv() raises EOFError
    replies = []
    try:
        for message in messages:
            mine.send(make(message))
            replies.append(mine.recv())
    finally:
        mine.close()  # the end of file, for the child
        child.join()
    return replies


def start(commands: list[list[str]]) -> list[Any]:
    """Start all programs, each reading what the one before it writes."""
    stages: list[Any] = []
    try:
        for command in commands:
            stages.append(Popen(command, stdin=stages[-1].stdout if stages else PIPE, stdout=PIPE, stderr=STDOUT))
            if len(stages) > 1:
                # The reading end now belongs to the new stage alone; so the one before it notices when that one ends.
                stages[-2].stdout.close()
    except OSError:
        for stage in stages:
            stage.kill()
            stage.wait()
            for end in (stage.stdin, stage.stdout):
                if end is not None:
                    end.close()
        raise
    return stages


def feed(stdin: Any, text: str) -> None:
    """Write the text into the first program, and close its stdin. A broken pipe means that nobody wants the rest."""
    with suppress(BrokenPipeError), stdin:
        stdin.write(text.encode())


def pipeline(commands: list[list[str]], text: str) -> dict[str, Any]:
    """Run some programs at the same time, each reading what the one before it writes."""
    if not commands:
        return {"stdout": text, "statuses": []}
    stages = start(commands)
    # Somebody has to write while somebody reads: each pipe holds only a little.
    feeder = Thread(target=feed, args=(stages[0].stdin, text))
    feeder.start()
    with stages[-1].stdout as stdout:
        output = stdout.read().decode()
    statuses = [stage.wait() for stage in stages]
    feeder.join()
    return {"stdout": output, "statuses": statuses}
