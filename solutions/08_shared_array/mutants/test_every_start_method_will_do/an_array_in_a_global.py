"""The array is made in the caller's own module, which a fresh interpreter imports without it."""

from multiprocessing import Array, Process

from workshop import make, work


counts = None


def count_share(share):
    for item in share:
        place = work(item) % len(counts)
        with counts.get_lock():
            counts[place] = make(counts[place] + 1)


def histogram(data, bins, workers):
    global counts
    counts = Array("q", bins)
    shares = [data[number::workers] for number in range(workers)]
    processes = [Process(target=count_share, args=(share,)) for share in shares if share]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return {"counts": list(counts), "shares": [len(share) for share in shares]}
