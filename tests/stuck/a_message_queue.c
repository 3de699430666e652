// /// expected
// cause = "NOBODY_WILL_SIGNAL"
// levels = [2, 3]
// said = "message queue 1"
// ///
// A process waits for a message that nobody sends.

#include <fcntl.h>
#include <mqueue.h>

int main(void) {
    char text[8192];
    mqd_t queue = mq_open("/nobody-sends", O_CREAT | O_RDWR, 0600, 0);
    mq_unlink("/nobody-sends");
    mq_receive(queue, text, sizeof text, 0);
}
