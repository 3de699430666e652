"""The other way round: the parent works in a thread, and each child has a thread that waits for it."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Process

from workshop import work


def make_zombie(seconds):
    pid = os.posix_spawnp("true", ["true"], os.environ)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    time.sleep(seconds)
    os.waitpid(pid, 0)


def child(number):
    work(number)
    raise SystemExit(10 + number)


def code_of(process):
    process.join()
    return process.pid, process.exitcode


def reap_all(n):
    processes = [Process(target=child, args=(number,)) for number in range(n)]
    for process in processes:
        process.start()
    with ThreadPoolExecutor(max_workers=n + 1) as threads:
        working = threads.submit(work, "parent")
        codes = dict(threads.map(code_of, processes))
        working.result()
    return codes
