"""The same with a class of its own in a manager; borrow() takes its lock and put_back() gives it back."""

from multiprocessing import Process
from multiprocessing.managers import BaseManager
from threading import Lock

from workshop import make, work


class Ledger:
    """How often each word was met: by all, and by each worker. Each caller has a thread in the manager."""

    def __init__(self, workers):
        self.counts = {}
        self.by_worker = [{} for _ in range(workers)]
        self.lock = Lock()

    def borrow(self, word):
        self.lock.acquire()
        return self.counts.get(word, 0)

    def put_back(self, number, word, count):
        if count:
            self.counts[word] = count
            self.by_worker[number][word] = self.by_worker[number].get(word, 0) + 1
        self.lock.release()

    def result(self):
        return {"counts": self.counts, "by_worker": self.by_worker}


class Office(BaseManager):
    pass


Office.register("Ledger", Ledger)


def count_words(texts, number, ledger):
    for word in " ".join(texts).split():
        key, count = work(word), None
        seen = ledger.borrow(key)
        try:
            count = make(seen + 1)
        finally:
            ledger.put_back(number, key, count)


def word_count(texts, workers):
    with Office() as office:
        ledger = office.Ledger(workers)
        processes = [Process(target=count_words, args=(texts[i::workers], i, ledger)) for i in range(workers)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        if any(process.exitcode for process in processes):
            raise RuntimeError("a worker failed")
        return ledger.result()
