"""There are no children at all."""

from workshop import make, work


def histogram(data, bins, workers):
    counts = [0] * bins
    shares = [data[number::workers] for number in range(workers)]
    for share in shares:
        for item in share:
            place = work(item) % bins
            counts[place] = make(counts[place] + 1)
    return {"counts": counts, "shares": [len(share) for share in shares]}
