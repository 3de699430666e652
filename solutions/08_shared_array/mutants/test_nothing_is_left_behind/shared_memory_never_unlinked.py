"""The block of shared memory is closed, but its name stays."""

from multiprocessing import Lock, Process
from multiprocessing.shared_memory import ShareableList

from workshop import make, work


def count_share(share, name, bins, lock):
    counts = ShareableList(name=name)
    for item in share:
        place = work(item) % bins
        with lock:
            counts[place] = make(counts[place] + 1)
    counts.shm.close()


def histogram(data, bins, workers):
    counts, lock = ShareableList([0] * bins), Lock()
    shares = [data[number::workers] for number in range(workers)]
    processes = [Process(target=count_share, args=(share, counts.shm.name, bins, lock)) for share in shares if share]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    result = list(counts)
    counts.shm.close()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return {"counts": result, "shares": [len(share) for share in shares]}
