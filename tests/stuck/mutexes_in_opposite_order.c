// /// expected
// cause = "LOCK_CYCLE"
// said = "waits for mutex 1, which"
// ///
// Two processes take two mutexes in opposite order.

#define _GNU_SOURCE
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
    pthread_mutex_t lock[2];
    pthread_barrier_t met;
};

int main(void) {
    struct shared *shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_t mutex;
    pthread_barrierattr_t barrier;
    pthread_mutexattr_init(&mutex);
    pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
    pthread_barrierattr_init(&barrier);
    pthread_barrierattr_setpshared(&barrier, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(&shared->met, &barrier, 2);
    pthread_mutex_init(&shared->lock[0], &mutex);
    pthread_mutex_init(&shared->lock[1], &mutex);
    for (int first = 0; first < 2; first++)
        if (fork() == 0) {
            pthread_mutex_lock(&shared->lock[first]);
            pthread_barrier_wait(&shared->met);
            pthread_mutex_lock(&shared->lock[1 - first]);
            _exit(0);
        }
    while (wait(0) > 0) {
    }
}
