"""A pool brings the bins back, and the caller counts them."""

from collections import Counter
from multiprocessing import Pool

from workshop import make, work


def bins_of(share, bins):
    places = []
    for item in share:
        places.append(work(item) % bins)
        make(1)
    return places


def histogram(data, bins, workers):
    shares = [data[number::workers] for number in range(workers)]
    with Pool(workers) as pool:
        found = pool.starmap(bins_of, [(share, bins) for share in shares], chunksize=1)
        pool.close()
        pool.join()
    counts = Counter(place for places in found for place in places)
    return {"counts": [counts[place] for place in range(bins)], "shares": [len(share) for share in shares]}
