"""The same with multiprocessing: a thread waits for the sentinels of all children at once, and joins who has ended."""

import multiprocessing
import sys
import threading
import time
from multiprocessing.connection import wait

from workshop import work


def nothing():
    pass


def child(number):
    work(number)
    sys.exit(10 + number)


def make_zombie(seconds):
    # A fork server would reap its children itself, so this one must be a child of ours.
    process = multiprocessing.get_context("fork").Process(target=nothing)
    process.start()
    wait([process.sentinel])  # ready when the child has ended; join() or is_alive() would reap it
    time.sleep(seconds)
    process.join()


def reap_all(n):
    processes = [multiprocessing.Process(target=child, args=(number,)) for number in range(n)]
    for process in processes:
        process.start()
    codes = {}

    def reap():
        running = {process.sentinel: process for process in processes}
        while running:
            for sentinel in wait(list(running)):
                process = running.pop(sentinel)
                process.join()
                codes[process.pid] = process.exitcode

    reaper = threading.Thread(target=reap)
    reaper.start()
    work("parent")
    reaper.join()
    return codes
