// /// expected
// group = "well-behaved"
// levels = [0, 1, 2, 3]
// ending = "EXITED"
// exit_code = 0
// output = "7 42 4\n"
// ///
// A C program: shm_open, sem_open, a pipe, a fork that is waited for, threads, and names that are unlinked.
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int counted;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

static void *count(void *nothing) {
    pthread_mutex_lock(&guard);
    counted++;
    pthread_mutex_unlock(&guard);
    return nothing;
}

int main(void) {
    char name[64];
    snprintf(name, sizeof name, "/well-behaved-%d", (int)getpid());
    int descriptor = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
    if (descriptor < 0 || ftruncate(descriptor, 4096)) return 2;
    int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    sem_t *semaphore = sem_open(name, O_CREAT | O_EXCL, 0600, 0);
    if (shared == MAP_FAILED || semaphore == SEM_FAILED) return 3;
    int ends[2];
    if (pipe(ends)) return 4;
    pid_t child = fork();
    if (child == 0) {
        *shared = 42;
        char letter = 'x';
        if (write(ends[1], &letter, 1) != 1) _exit(1);
        sem_post(semaphore);
        _exit(7);
    }
    char letter;
    if (read(ends[0], &letter, 1) != 1) return 5;
    sem_wait(semaphore);
    int status;
    waitpid(child, &status, 0);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, count, NULL);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    printf("%d %d %d\n", WEXITSTATUS(status), *shared, counted);
    sem_close(semaphore);
    sem_unlink(name);
    shm_unlink(name);
    return 0;
}
