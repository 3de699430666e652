"""The child's function is local, so it cannot be named to a fresh interpreter."""

from multiprocessing import Array, Process

from workshop import make, work


def histogram(data, bins, workers):
    counts = Array("q", bins)
    shares = [data[number::workers] for number in range(workers)]

    def count_share(number):
        for item in shares[number]:
            place = work(item) % bins
            with counts.get_lock():
                counts[place] = make(counts[place] + 1)

    processes = [Process(target=count_share, args=(number,)) for number in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return {"counts": list(counts), "shares": [len(share) for share in shares]}
