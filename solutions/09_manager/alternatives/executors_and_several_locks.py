"""The same with an executor, and locks by the first letter of the word: those who count other words need not wait."""

from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import Manager

from workshop import make, work


def count_words(texts, counts, locks):
    mine = {}
    for text in texts:
        for word in map(work, text.split()):
            with locks[ord(word[0]) % len(locks)]:
                counts[word] = make(counts.get(word, 0) + 1)
            mine[word] = mine.get(word, 0) + 1
    return mine


def word_count(texts, workers):
    with ExitStack() as stack:
        manager = stack.enter_context(Manager())
        counts, locks = manager.dict(), [manager.Lock() for _ in range(4)]
        counting = []
        for number in range(workers):  # a pool of one for each worker, so that nobody does the share of another
            pool = stack.enter_context(ProcessPoolExecutor(1))
            counting.append(pool.submit(count_words, texts[number::workers], counts, locks))
        by_worker = [future.result() for future in counting]
        return {"counts": dict(counts), "by_worker": by_worker}
