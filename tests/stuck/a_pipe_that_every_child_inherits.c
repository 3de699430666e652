// /// expected
// cause = "PIPE_END_FORGOTTEN"
// said = "whose other end it holds open itself"
// ///
// Two children read one pipe to its end, and each of them has inherited the write end.

#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    int ends[2];
    char byte;
    pipe(ends);
    for (int child = 0; child < 2; child++)
        if (fork() == 0) {
            while (read(ends[0], &byte, 1) > 0) {
            }
            _exit(0);
        }
    close(ends[0]);
    close(ends[1]);
    while (wait(0) > 0) {
    }
}
