# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# value = ["b a", "2", 1]
# ///
"""subprocess: a pipeline, input, a failing program, a time limit."""

import subprocess


def attack(**_):
    first = subprocess.Popen(["printf", "a\\nb\\n"], stdout=subprocess.PIPE)
    second = subprocess.run(["sort", "-r"], stdin=first.stdout, capture_output=True, text=True, check=True)
    first.stdout.close()
    first.wait()
    count = subprocess.run(["wc", "-w"], input="two words", capture_output=True, text=True, check=True)
    return [" ".join(second.stdout.split()), count.stdout.strip(), subprocess.run(["false"], check=False).returncode]
