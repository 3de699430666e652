"""It looks whether the reply is there, and goes on if it is not; in the end it fetches what is missing."""

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
            if mine.poll():
                replies.append(mine.recv())
        while len(replies) < len(messages):
            replies.append(mine.recv())
    finally:
        mine.close()
        child.join()
    return replies


def start(commands):
    stages = []
    try:
        for command in commands:
            stages.append(Popen(command, stdin=stages[-1].stdout if stages else PIPE, stdout=PIPE))
            if len(stages) > 1:
                stages[-2].stdout.close()
    except OSError:
        for stage in stages:
            stage.kill()
            stage.communicate()
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
