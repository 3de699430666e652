"""Who finds a bin empty takes himself for the only one there."""

from multiprocessing import Array, Process

from workshop import make, work


def count_share(share, counts):
    for item in share:
        place = work(item) % len(counts)
        if counts[place] == 0:
            counts[place] = make(1)
            continue
        with counts.get_lock():
            counts[place] = make(counts[place] + 1)


def histogram(data, bins, workers):
    counts = Array("q", bins)
    shares = [data[number::workers] for number in range(workers)]
    processes = [Process(target=count_share, args=(share, counts)) for share in shares if share]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return {"counts": list(counts), "shares": [len(share) for share in shares]}
