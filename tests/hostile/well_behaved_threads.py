# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# value = 10
# ///
"""Threads, a thread pool and a thread that waits for a child."""

import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor


def attack(**_):
    thread = threading.Thread(target=subprocess.run, args=(["true"],))
    thread.start()
    with ThreadPoolExecutor(4) as executor:
        total = sum(executor.map(int, range(5)))
    thread.join()
    return total
