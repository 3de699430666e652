# /// expected
# cause = "NOBODY_WILL_SIGNAL"
# said = "to open the other end of FIFO here"
# ///
# Reads a named pipe that nobody writes to.
mkfifo here
cat here
