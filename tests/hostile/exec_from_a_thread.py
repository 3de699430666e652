# /// expected
# group = "leftovers"
# levels = [0, 1, 2, 3]
# ending = "EXITED"
# exit_code = 5
# no_value = true
# ///
"""A second thread replaces the whole program; the kernel gives it the pid of the first."""

import os
import threading
import time


def attack(**_):
    threading.Thread(target=lambda: os.execv("/bin/sh", ["sh", "-c", "exit 5"])).start()
    time.sleep(60)
