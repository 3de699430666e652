# /// expected
# group = "writing"
# limits = { disk_mib = 64 }
# value = "done"
# fetch = ["log.txt"]
# ///
"""The file that is fetched afterwards has 32 MiB of invalid UTF-8."""


def attack(**_):
    with open("log.txt", "wb") as file:
        for _ in range(32):
            file.write(b"\xff\x00\x1b[2J<b>" * 131072)
    return "done"
