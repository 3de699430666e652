// /// expected
// cause = "NOBODY_WILL_SIGNAL"
// said = "waits for another of its threads to end"
// ///
// Two threads wait for each other to end.

#include <pthread.h>

static pthread_t first;

static void *join_the_first(void *nothing) {
    pthread_join(first, 0);
    return nothing;
}

int main(void) {
    pthread_t second;
    first = pthread_self();
    pthread_create(&second, 0, join_the_first, 0);
    pthread_join(second, 0);
}
