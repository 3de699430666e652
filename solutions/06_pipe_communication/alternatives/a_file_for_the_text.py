"""The same with a file in place of a writing thread, and processes in `with` blocks that wait for them."""

from contextlib import ExitStack
from multiprocessing import Pipe, get_context
from shutil import which
from subprocess import PIPE, Popen
from tempfile import TemporaryFile

from workshop import make, work


def partner(pipe, other):
    other.close()
    with pipe:
        for message in iter(lambda: receive(pipe), None):
            pipe.send({"reply": work(message["message"])})


def receive(pipe):
    try:
        return pipe.recv()
    except EOFError:
        return None


def ping_pong(messages):
    mine, theirs = Pipe(duplex=True)
    child = get_context().Process(target=partner, args=(theirs, mine))
    child.start()
    theirs.close()
    replies = []
    try:
        with mine:
            for message in messages:
                mine.send({"message": make(message)})
                replies.append(mine.recv()["reply"])
    finally:
        child.join()
    return replies


def pipeline(commands, text):
    missing = [command[0] for command in commands if which(command[0]) is None]
    if missing:
        raise FileNotFoundError(f"no such program: {', '.join(missing)}")
    with ExitStack() as stack:
        source = stack.enter_context(TemporaryFile())
        source.write(text.encode())
        source.seek(0)
        stages = []
        for command in commands:
            stages.append(stack.enter_context(Popen(command, stdin=source, stdout=PIPE)))
            source.close()
            source = stages[-1].stdout
        output = source.read().decode()
    return {"stdout": output, "statuses": [stage.returncode for stage in stages]}
