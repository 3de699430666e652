# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# limits = { processes = 32 }
# ending = "PROCESS_LIMIT"
# within_seconds = 0.5
# ///
"""Starts 500 threads that sleep."""

import contextlib
import threading
import time


def attack(**_):
    for _ in range(500):
        with contextlib.suppress(RuntimeError):
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    time.sleep(60)
