"""A thread that sleeps while main waits for it."""

import threading
import time

from family import PAUSE


def solve():
    thread = threading.Thread(target=time.sleep, args=(PAUSE,))
    thread.start()
    thread.join()
