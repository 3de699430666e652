# /// expected
# group = "neighbours"
# neighbour = true
# denied = true
# ending = "EXITED"
# ///
"""Another run is under way: signals it, stops it, changes its priority, writes into its pipe for records."""

import glob
import os
import signal

from trying import call, managed


def attack(neighbour, temporary_folder, **_):
    return managed(
        kill=lambda: os.kill(neighbour, signal.SIGKILL),
        group=lambda: os.killpg(neighbour, signal.SIGKILL),
        pidfd=lambda: call(424, 424, os.pidfd_open(neighbour), signal.SIGKILL, 0, 0),
        priority=lambda: os.setpriority(os.PRIO_PROCESS, neighbour, 19),
        affinity=lambda: os.sched_setaffinity(neighbour, {0}),
        trace=lambda: call(101, 117, 0x4206, neighbour, 0, 0),
        records=lambda: any_of(glob.glob(f"{temporary_folder}/grader-run-*/records")),
        files=lambda: any_of(glob.glob(f"{temporary_folder}/grader-run-*/box/secret.txt")),
    )


def any_of(paths):
    own = os.path.dirname(os.path.realpath("."))
    for path in paths:
        if not path.startswith(own):
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
            return
    raise OSError("none")
