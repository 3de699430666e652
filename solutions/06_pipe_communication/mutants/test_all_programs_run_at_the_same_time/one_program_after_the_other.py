"""Each program runs to its end before the next one starts."""

from multiprocessing import Pipe, Process
from subprocess import PIPE, run

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


def pipeline(commands, text):
    data, statuses = text.encode(), []
    for command in commands:
        done = run(command, input=data, stdout=PIPE)
        data = done.stdout
        statuses.append(done.returncode)
    return {"stdout": data.decode(), "statuses": statuses}
