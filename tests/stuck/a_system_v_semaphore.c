// /// expected
// cause = "NOBODY_WILL_SIGNAL"
// levels = [2, 3]
// said = "System V object 1"
// ///
// A child waits for a System V semaphore to be raised.

#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    int set = semget(IPC_PRIVATE, 1, 0600);
    struct sembuf down = {0, -1, 0};
    if (fork() == 0) {
        semop(set, &down, 1);
        _exit(0);
    }
    wait(0);
}
