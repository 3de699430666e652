# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# start_methods = ["fork", "spawn", "forkserver"]
# value = ["barrier", "condition", "event", "lock", "semaphore"]
# ///
"""Lock, RLock, Semaphore, BoundedSemaphore, Event, Condition, Barrier."""

import multiprocessing


def attack(**_):
    lock, event, condition = (
        multiprocessing.RLock(),
        multiprocessing.Event(),
        multiprocessing.Condition(multiprocessing.Lock()),
    )
    semaphore, barrier = multiprocessing.BoundedSemaphore(1), multiprocessing.Barrier(2)
    flag, log = multiprocessing.Value("b", 0), multiprocessing.Queue()
    process = multiprocessing.Process(target=other, args=(lock, event, condition, semaphore, barrier, flag, log))
    process.start()
    barrier.wait(10)
    event.set()
    with condition:
        flag.value = 1
        condition.notify_all()
    found = sorted(log.get(timeout=10) for _ in range(5))
    process.join()
    return found


def other(lock, event, condition, semaphore, barrier, flag, log):
    barrier.wait(10)
    log.put("barrier")
    event.wait(10)
    log.put("event")
    with condition:
        condition.wait_for(lambda: flag.value, 10)
    log.put("condition")
    with lock, lock:
        log.put("lock")
    with semaphore:
        log.put("semaphore")
