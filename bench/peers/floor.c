/* The floor: a room that writes each message it gets, as a ready frame, to every socket, and does nothing else.
 *
 *   floor PORT       one process, one epoll; no checks of what comes in, no answer to pings */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 4096, READ = 1 << 16 };
static struct { char in[READ]; size_t have; char open; } *people[MOST];
static int room[MOST], count;

/* Write all of it: whoever takes nothing now is waited for. */
static void write_all(int fd, const uint8_t *at, size_t size) {
    while (size) {
        ssize_t n = write(fd, at, size);
        if (n < 0 && errno != EAGAIN) return;
        if (n > 0) { at += n; size -= (size_t)n; continue; }
        struct pollfd one = {.fd = fd, .events = POLLOUT};
        poll(&one, 1, 1000);
    }
}
static void tell(const uint8_t *body, size_t size) {
    static uint8_t out[READ + 4];
    size_t head = size < 126 ? 2 : 4;
    out[0] = 0x81;
    if (head == 2) out[1] = (uint8_t)size;
    else out[1] = 126, out[2] = (uint8_t)(size >> 8), out[3] = (uint8_t)size;
    memcpy(out + head, body, size);
    for (int i = 0; i < count; i++) write_all(room[i], out, head + size);
}
static size_t take(int fd, uint8_t *at, size_t size) {
    size_t used = 0;
    if (!people[fd]->open) {
        uint8_t *end = memmem(at, size, "\r\n\r\n", 4);
        static const char yes[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
        if (!end) return 0;
        used = (size_t)(end - at) + 4;
        people[fd]->open = 1;
        room[count++] = fd;
        if (write(fd, yes, sizeof yes - 1) < 0) return used;
    }
    while (size - used >= 6) {
        uint8_t *h = at + used, *key;
        size_t body = h[1] & 127, head = 6;
        if (body == 126) { if (size - used < 8) break; body = (size_t)h[2] << 8 | h[3]; head = 8; }
        if (size - used < head + body) break;
        key = h + head - 4;
        for (size_t i = 0; i < body; i++) h[head + i] ^= key[i & 3];
        if ((h[0] & 15) < 3) tell(h + head, body);
        used += head + body;
    }
    return used;
}
static void hear(int poll_fd, int fd) {
    ssize_t n = read(fd, people[fd]->in + people[fd]->have, READ - people[fd]->have);
    if (n <= 0) {
        if (n < 0 && errno == EAGAIN) return;
        epoll_ctl(poll_fd, EPOLL_CTL_DEL, fd, NULL);
        for (int i = 0; i < count; i++) if (room[i] == fd) room[i--] = room[--count];
        close(fd);
        return;
    }
    people[fd]->have += (size_t)n;
    size_t used = take(fd, (uint8_t *)people[fd]->in, people[fd]->have);
    memmove(people[fd]->in, people[fd]->in + used, people[fd]->have -= used);
}

int main(int argc, char **argv) {
    if (argc != 2) return 2;
    struct rlimit most = {MOST, MOST};
    setrlimit(RLIMIT_NOFILE, &most);
    int one = 1, big = 256 * 1024, door = socket(AF_INET, SOCK_STREAM, 0), poll_fd = epoll_create1(0);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(door, SOL_SOCKET, SO_SNDBUF, &big, sizeof big);
    if (bind(door, (struct sockaddr *)&here, sizeof here) || listen(door, 1024)) return 1;
    struct epoll_event e = {.events = EPOLLIN, .data.fd = door}, found[256];
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, door, &e);
    for (;;) {
        int n = epoll_wait(poll_fd, found, 256, -1);
        for (int i = 0; i < n; i++) {
            if (found[i].data.fd != door) { hear(poll_fd, found[i].data.fd); continue; }
            int fd = accept4(door, NULL, NULL, SOCK_NONBLOCK);
            if (fd < 0 || fd >= MOST) continue;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            free(people[fd]);
            people[fd] = calloc(1, sizeof **people);
            e.data.fd = fd;
            epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &e);
        }
    }
}
