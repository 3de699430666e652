"""When one program is missing, those that had been started are left alone."""

from contextlib import suppress
from multiprocessing import Pipe, Process
from subprocess import PIPE, Popen
from threading import Thread

from workshop import make, work


def reply(caller, callers_end):
    callers_end.close()
    while True:
        try:
            message = caller.recv()
        except EOFError:
            return
        caller.send(work(message))


def ping_pong(messages):
    mine, childs = Pipe()
    child = Process(target=reply, args=(childs, mine))
    child.start()
    childs.close()
    replies = []
    try:
        for message in messages:
            mine.send(make(message))
            replies.append(mine.recv())
    finally:
        mine.close()
        child.join()
    return replies


forgotten = []


def start(commands):
    stages = []
    try:
        for command in commands:
            stages.append(Popen(command, stdin=stages[-1].stdout if stages else PIPE, stdout=PIPE))
            if len(stages) > 1:
                stages[-2].stdout.close()
    except OSError:
        forgotten.extend(stages)
        raise
    return stages


def feed(stdin, text):
    with suppress(BrokenPipeError), stdin:
        stdin.write(text.encode())


def pipeline(commands, text):
    if not commands:
        return {"stdout": text, "statuses": []}
    stages = start(commands)
    feeder = Thread(target=feed, args=(stages[0].stdin, text))
    feeder.start()
    with stages[-1].stdout as stdout:
        output = stdout.read().decode()
    statuses = [stage.wait() for stage in stages]
    feeder.join()
    return {"stdout": output, "statuses": statuses}
