# /// expected
# group = "kernel"
# denied = true
# ///
"""Makes itself more important: nice −20, real-time scheduling, protection from the out-of-memory killer."""

import os

from trying import call, managed, put


def attack(**_):
    before = os.getpriority(os.PRIO_PROCESS, 0)
    return managed(
        nice=lambda: os.setpriority(os.PRIO_PROCESS, 0, min(before - 1, -1)),
        real_time=lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
        never_killed=lambda: put("/proc/self/oom_score_adj", "-1000"),
        io_real_time=lambda: call(251, 30, 1, 0, (1 << 13) | 4),
    )
