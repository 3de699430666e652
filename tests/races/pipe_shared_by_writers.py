"""Two write to one connection: a large message is several writes."""

from multiprocessing import Lock, Pipe, Process

EXPECTED = [20000, 20000]


def tell(connection, lock, letter):
    with lock:  # BUG: if True:
        connection.send_bytes(letter.encode() * 20_000)


def solve():
    ours, theirs = Pipe()
    lock = Lock()
    processes = [Process(target=tell, args=(theirs, lock, letter)) for letter in "ab"]
    for process in processes:
        process.start()
    messages = [ours.recv_bytes() for _ in processes]
    for process in processes:
        process.join()
    return [len(message) if len(set(message)) == 1 else -1 for message in messages]
