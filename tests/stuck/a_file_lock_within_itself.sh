# /// expected
# cause = "CHILD_WAITS_FOR_PARENT"
# said = "waits for file lock 1"
# ///
# Takes a file lock while it holds it already.
flock -o here flock here true
