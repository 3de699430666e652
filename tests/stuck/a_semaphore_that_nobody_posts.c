// /// expected
// cause = "NOBODY_WILL_SIGNAL"
// said = "semaphore 1"
// ///
// A child waits for a named semaphore; its parent waits for the child.

#include <fcntl.h>
#include <semaphore.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    sem_t *ready = sem_open("/nobody-posts-this", O_CREAT | O_EXCL, 0600, 0);
    sem_unlink("/nobody-posts-this");
    if (fork() == 0) {
        sem_wait(ready);
        _exit(0);
    }
    wait(0);
}
