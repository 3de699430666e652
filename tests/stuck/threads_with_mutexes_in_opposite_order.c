// /// expected
// cause = "LOCK_CYCLE"
// said = "which another of its threads holds"
// ///
// Two threads of one process take two mutexes in opposite order.

#include <pthread.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t met;

static void *other_way_round(void *nothing) {
    pthread_mutex_lock(&right);
    pthread_barrier_wait(&met);
    pthread_mutex_lock(&left);
    return nothing;
}

int main(void) {
    pthread_t other;
    pthread_barrier_init(&met, 0, 2);
    pthread_create(&other, 0, other_way_round, 0);
    pthread_mutex_lock(&left);
    pthread_barrier_wait(&met);
    pthread_mutex_lock(&right);
}
