# /// expected
# group = "limits"
# limits = { processes = 32 }
# ending = "PROCESS_LIMIT"
# within_seconds = 0.5
# ///
"""Forks in a tight loop from every process, ignores every refusal and every signal, for 20 seconds."""

import contextlib
import os
import signal
import time


def attack(**_):
    for number in set(signal.valid_signals()) - {signal.SIGKILL, signal.SIGSTOP}:
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)
    end, born = time.monotonic() + 20, 0
    while time.monotonic() < end and born < 9:
        with contextlib.suppress(OSError):
            os.fork()
            born += 1
    time.sleep(60)
