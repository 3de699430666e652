"""Who sees no permit clears the event only after it has let go of the lock, and so forgets a call in between."""

from multiprocessing import Event, Lock, Process, Value

from workshop import work


def child(job, lock, freed, free):
    while True:
        with lock:
            if free.value > 0:
                free.value -= 1
                break
        freed.clear()
        freed.wait()
    try:
        work(job)
    finally:
        with lock:
            free.value += 1
        freed.set()


def limited(jobs: list, limit: int) -> dict[str, list]:
    lock, freed = Lock(), Event()
    free = Value("i", limit, lock=False)
    children = [Process(target=child, args=(job, lock, freed, free)) for job in jobs]
    for process in children:
        process.start()
    for process in children:
        process.join()
    result = {"done": [], "failed": []}
    for job, process in zip(jobs, children):
        result["done" if process.exitcode == 0 else "failed"].append(job)
        process.close()
    return result
