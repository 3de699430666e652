# /// expected
# cause = "PIPE_END_FORGOTTEN"
# said = "waits to read from pipe 1"
# ///
# The shell itself has the named pipe open for writing while it waits for the reader.
mkfifo here
exec 3<> here
echo word >&3
cat here
