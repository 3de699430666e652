// /// expected
// cause = "LOCK_CYCLE"
// said = "which only"
// ///
// Two processes take two semaphores in opposite order; who has taken a semaphore is recorded nowhere.

#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    sem_t *lock = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int there[2][2];
    for (int each = 0; each < 2; each++) {
        sem_init(&lock[each], 1, 1);
        pipe(there[each]);
    }
    for (int first = 0; first < 2; first++)
        if (fork() == 0) {
            char byte = 0;
            sem_wait(&lock[first]);
            write(there[first][1], &byte, 1);
            read(there[1 - first][0], &byte, 1);
            sem_wait(&lock[1 - first]);
            _exit(0);
        }
    while (wait(0) > 0) {
    }
}
