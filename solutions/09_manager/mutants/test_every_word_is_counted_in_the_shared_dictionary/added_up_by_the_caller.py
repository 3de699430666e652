"""Each worker tells its own counts, and the caller adds them up."""

from collections import Counter
from multiprocessing import Pool

from workshop import make, work


def count_words(texts):
    mine = {}
    for text in texts:
        for word in text.split():
            key = work(word)
            mine[key] = make(mine.get(key, 0) + 1)
    return mine


def word_count(texts, workers):
    with Pool(workers) as pool:
        shares = pool.map(count_words, [texts[number::workers] for number in range(workers)], chunksize=1)
        pool.close()
        pool.join()
    counts = Counter()
    for share in shares:
        counts.update(share)
    return {"counts": dict(counts), "by_worker": shares}
