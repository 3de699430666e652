"""Both sides send a lot before they receive."""

from multiprocessing import Pipe, Process

EXPECTED = 400000


def answer(connection):
    question = connection.recv_bytes()  # BUG: question = b"y" * 400_000
    connection.send_bytes(question)
    pass  # BUG: connection.recv_bytes()


def solve():
    ours, theirs = Pipe()
    process = Process(target=answer, args=(theirs,))
    process.start()
    ours.send_bytes(b"x" * 400_000)
    length = len(ours.recv_bytes())
    process.join()
    return length
