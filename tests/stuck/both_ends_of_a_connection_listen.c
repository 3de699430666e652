// /// expected
// cause = "EACH_READS_FIRST"
// levels = [2, 3]
// said = "waits to read from socket 1"
// ///
// Client and server of a TCP connection each wait for the other one to say something.

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    char byte;
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof here;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    bind(listener, (struct sockaddr *)&here, size);
    listen(listener, 1);
    getsockname(listener, (struct sockaddr *)&here, &size);
    if (fork() == 0) {
        int client = socket(AF_INET, SOCK_STREAM, 0);
        close(listener);
        connect(client, (struct sockaddr *)&here, size);
        read(client, &byte, 1);
        _exit(0);
    }
    int server = accept(listener, 0, 0);
    read(server, &byte, 1);
    wait(0);
}
