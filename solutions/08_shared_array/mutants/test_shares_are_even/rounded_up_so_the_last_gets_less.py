"""The shares are rounded up, so that nothing much is left for the last one."""

from multiprocessing import Array, Process

from workshop import make, work


def count_share(share, counts):
    for item in share:
        place = work(item) % len(counts)
        with counts.get_lock():
            counts[place] = make(counts[place] + 1)


def histogram(data, bins, workers):
    counts = Array("q", bins)
    size = -(-len(data) // workers) or 1
    shares = [data[number * size : (number + 1) * size] for number in range(workers)]
    processes = [Process(target=count_share, args=(share, counts)) for share in shares if share]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return {"counts": list(counts), "shares": [len(share) for share in shares]}
