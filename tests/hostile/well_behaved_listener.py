# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# start_methods = ["fork", "spawn", "forkserver"]
# value = "hello"
# ///
"""multiprocessing.connection: Listener and Client over a unix socket, in the default temporary folder."""

import multiprocessing
from multiprocessing.connection import Client, Listener


def attack(**_):
    with Listener(authkey=b"key") as listener:
        process = multiprocessing.Process(target=greet, args=(listener.address,))
        process.start()
        with listener.accept() as connection:
            text = connection.recv()
        process.join()
    return text


def greet(address):
    with Client(address, authkey=b"key") as connection:
        connection.send("hello")
