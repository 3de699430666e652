# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# value = "done"
# ///
"""Returns while threads of it still run and write."""

import threading
import time


def attack(**_):
    for _ in range(4):
        threading.Thread(target=chatter).start()
    return "done"


def chatter():
    for _ in range(1000):
        print(".")
        time.sleep(0.01)
