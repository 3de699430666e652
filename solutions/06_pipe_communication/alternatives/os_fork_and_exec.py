"""The same with the system's own calls: pipe, fork, dup2, exec, waitpid. The text goes in by a child of its own."""

import json
import os
import shutil

from workshop import make, work


def child_of(function, *arguments):
    pid = os.fork()
    if pid == 0:
        try:
            function(*arguments)
            os._exit(0)
        except BaseException:
            os._exit(1)
    return pid


def close(*ends):
    for end in ends:
        os.close(end)


def answer(reading, writing, *others):
    close(*others)
    with os.fdopen(reading) as messages, os.fdopen(writing, "w") as replies:
        for line in messages:
            print(json.dumps(work(json.loads(line))), file=replies, flush=True)


def ping_pong(messages):
    there, to_child = os.pipe()
    from_child, back = os.pipe()
    pid = child_of(answer, there, back, to_child, from_child)
    close(there, back)
    replies = []
    try:
        with os.fdopen(from_child) as answers, os.fdopen(to_child, "w") as questions:
            for message in messages:
                print(json.dumps(make(message)), file=questions, flush=True)
                replies.append(json.loads(answers.readline()))
    finally:
        _, status = os.waitpid(pid, 0)
    if status != 0:
        raise ChildProcessError("the child failed")
    return replies


def run(command, stdin, stdout, unused):
    os.dup2(stdin, 0)
    os.dup2(stdout, 1)
    close(stdin, stdout, *unused)
    os.execvp(command[0], command)


def write(text, writing, unused):
    close(*unused)
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(text.encode())


def pipeline(commands, text):
    for program, *_ in commands:
        if shutil.which(program) is None:
            raise FileNotFoundError(program)
    reading, writing = os.pipe()
    feeder = child_of(write, text, writing, [reading])
    os.close(writing)
    pids = []
    for command in commands:
        following, writing = os.pipe()
        pids.append(child_of(run, command, reading, writing, [following]))
        close(reading, writing)
        reading = following
    with os.fdopen(reading, "rb") as pipe:
        output = pipe.read().decode()
    statuses = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    os.waitpid(feeder, 0)
    return {"stdout": output, "statuses": statuses}
