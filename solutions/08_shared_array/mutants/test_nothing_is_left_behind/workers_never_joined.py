"""The caller waits until every worker has said that it is done, but not for its end."""

from multiprocessing import Array, Process, SimpleQueue

from workshop import make, work


def run(share, counts, done):
    try:
        count_share(share, counts)
        done.put(True)
    except Exception:
        done.put(False)


def count_share(share, counts):
    for item in share:
        place = work(item) % len(counts)
        with counts.get_lock():
            counts[place] = make(counts[place] + 1)


def histogram(data, bins, workers):
    counts, done = Array("q", bins), SimpleQueue()
    shares = [data[number::workers] for number in range(workers)]
    processes = [Process(target=run, args=(share, counts, done)) for share in shares if share]
    for process in processes:
        process.start()
    if not all([done.get() for _ in processes]):
        raise RuntimeError("a worker failed")
    return {"counts": list(counts), "shares": [len(share) for share in shares]}
