# /// expected
# group = "leftovers"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 0.5 }
# ending = ["TIMED_OUT", "EXITED"]
# no_value = true
# ///
"""The first thread ends by itself; another thread of the process sleeps on, behind a leader that looks like a zombie."""

import threading
import time

from trying import call


def attack(**_):
    threading.Thread(target=time.sleep, args=(60,)).start()
    time.sleep(0.05)
    call(60, 93, 0)
