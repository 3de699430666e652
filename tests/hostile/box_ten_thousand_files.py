# /// expected
# group = "writing"
# levels = [0, 1, 2, 3]
# ending = ["EXITED", "DISK_LIMIT"]
# ///
"""Makes 10,000 files with odd names."""


def attack(**_):
    for number in range(10_000):
        try:
            open(f"-rf \n\x1b[31m {number}", "w").close()
        except OSError:
            return number
    return 10_000
