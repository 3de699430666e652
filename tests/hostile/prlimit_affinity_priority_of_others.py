# /// expected
# group = "signals"
# denied = true
# ///
"""Takes processors, descriptors, priority and scheduling away from the processes above it and from a bystander."""

import os
import resource

from trying import ancestors, managed, put


def attack(bystander, **_):
    others = [*ancestors(), bystander]
    return managed(
        prlimit=lambda: any_of(others, lambda pid: resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, 3))),
        affinity=lambda: any_of(others, lambda pid: os.sched_setaffinity(pid, {0})),
        priority=lambda: any_of(others, lambda pid: os.setpriority(os.PRIO_PROCESS, pid, 19)),
        scheduler=lambda: any_of(others, lambda pid: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))),
        out_of_memory=lambda: any_of(others, lambda pid: put(f"/proc/{pid}/oom_score_adj", "1000")),
        group=lambda: any_of(others, lambda pid: os.setpgid(pid, pid)),
    )


def any_of(pids, attempt):
    for pid in pids:
        try:
            return attempt(pid)
        except OSError:
            continue
    raise OSError("none")
