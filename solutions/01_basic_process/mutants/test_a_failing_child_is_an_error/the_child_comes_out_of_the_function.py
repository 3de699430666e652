"""What work() raises carries the forked child out of the function: it goes on as if it were the caller."""

import json
import os
import signal
import sys
from multiprocessing import Process

from workshop import work


def run_in_child(n):
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        os.write(writer, json.dumps(work(n)).encode())
        os._exit(0)
    os.close(writer)
    with open(reader) as answers:
        answer = answers.read()
    os.waitpid(pid, 0)
    return {"value": json.loads(answer), "child_pid": pid, "parent_pid": os.getpid()}


def end(code):
    if code < 0:
        signal.raise_signal(-code)
    sys.exit(code)


def exit_code_of(code):
    child = Process(target=end, args=(code,))
    child.start()
    child.join()
    return child.exitcode
