"""The pipe that serves as a semaphore is never closed in the parent."""

import os

from workshop import work


def child(job, taking, giving):
    token = os.read(taking, 1)
    try:
        work(job)
        return 0
    except Exception:
        return 1
    finally:
        os.write(giving, token)


def limited(jobs, limit):
    taking, giving = os.pipe()
    os.write(giving, b"." * limit)
    pids = []
    for job in jobs:
        pid = os.fork()
        if pid == 0:
            os._exit(child(job, taking, giving))
        pids.append(pid)
    fates = [(job, os.waitpid(pid, 0)[1]) for job, pid in zip(jobs, pids)]
    return {
        "done": [job for job, status in fates if status == 0],
        "failed": [job for job, status in fates if status != 0],
    }
