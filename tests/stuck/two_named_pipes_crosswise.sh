# /// expected
# cause = "NOBODY_WILL_SIGNAL"
# said = "to open the other end of FIFO"
# ///
# Each opens one of two named pipes for reading before it would open the other one for writing.
mkfifo one other
(read -r word < one; echo "$word" > other) &
read -r word < other
echo "$word" > one
wait
