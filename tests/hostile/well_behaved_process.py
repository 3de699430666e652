# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# start_methods = ["fork", "spawn", "forkserver"]
# value = [0, 3, -15]
# ///
"""Process: exit codes, terminate, join."""

import multiprocessing
import sys
import time


def attack(**_):
    processes = [multiprocessing.Process(target=end, args=(how,)) for how in ("well", "three", "never")]
    for process in processes:
        process.start()
    processes[2].terminate()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]


def end(how):
    if how == "three":
        sys.exit(3)
    if how == "never":
        time.sleep(60)
