// /// expected
// cause = "LOCK_TWICE"
// said = "which it holds itself"
// ///
// A thread locks a mutex that it has locked already.

#include <pthread.h>

int main(void) {
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    pthread_mutex_lock(&lock);
}
