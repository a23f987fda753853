/* Many phones in one process: an RFC 6455 client on epoll that sends planned changes and counts who received which.
 *
 *   phones PORT PLAN [N [STALLED]]  says "ready" when everybody is in, and after how many seconds; waits for a line, sends,
 *                           prints one line of JSON. At most N phones are at the door at once, else 64. The last
 *                           STALLED phones read nothing more from then on, and nothing is expected of them
 *
 * The plan (made by load.py) is little-endian: phones, changes, ready_after, beat_ms, wait_ms, groups as u32, ns between
 * two changes as u64; per phone the handshake and what to say after it; what to say every beat; per change its phone and
 * its frame. Each of these is a u32 length and bytes. A change carries "@@", its number and its time in hex.
 * Built with INFLATE (and zlib) it reads what is deflated, as one window for each phone. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#ifdef INFLATE
#include <zlib.h>
#endif

/* After it has heard something it stays awake a while: a server's CPU is to be what it does, not waking us up. */
enum { AWAKE_NS = 100000, READ = 1 << 23, SLOTS = 4000000, TIMER = -1, ASKED = -2, CALM_MS = 300 };
typedef struct { const char *at; uint32_t size; } Bytes;
typedef struct { int fd; uint32_t seen; uint8_t *got; char *rest, *out; size_t have, room, waits; char in, open; } Phone;

static uint32_t phones, changes, ready_after, beat_ms, wait_ms, *by, joined, started, at_once = 64, stalled, groups;
static uint64_t heard, gap, sent, delivered, doubled, refused, closed, frames, bytes, began, last, late_max;
static Bytes *hello, *first, *said, beat;
static Phone *all;
static uint32_t *slots;
static char buffer[READ];
static int poll_fd, timer_fd, going, storming;
static struct sockaddr_in to;

static void stop(const char *why) { fprintf(stderr, "phones: %s (%s)\n", why, strerror(errno)); exit(1); }
static uint64_t now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000ull + t.tv_nsec; }
static double cpu(void) {
    struct rusage u; getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}
static uint32_t number(const char **p) { uint32_t n; memcpy(&n, *p, 4); *p += 4; return n; }
static Bytes blob(const char **p) { Bytes b; b.size = number(p); b.at = *p; *p += b.size; return b; }
static uint64_t hex(const char *p, int n) {
    uint64_t v = 0;
    while (n--) { char c = *p++; v = v << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10); }
    return v;
}

static void listen_for(Phone *p, uint32_t what) {
    struct epoll_event e = {.events = what, .data.u64 = (uint64_t)(p - all)};
    epoll_ctl(poll_fd, EPOLL_CTL_MOD, p->fd, &e);
}
static void say(Phone *p, const char *at, size_t size) {
    if (!p->waits) {
        ssize_t n = write(p->fd, at, size);
        if (n < 0 && errno != EAGAIN) return;
        if (n > 0) { at += n; size -= (size_t)n; }
        if (!size) return;
        listen_for(p, EPOLLIN | EPOLLOUT);
    }
    p->out = realloc(p->out, p->waits + size);
    memcpy(p->out + p->waits, at, size);
    p->waits += size;
}
static void say_rest(Phone *p) {
    ssize_t n = write(p->fd, p->out, p->waits);
    if (n > 0) { p->waits -= (size_t)n; memmove(p->out, p->out + n, p->waits); }
    if (!p->waits) listen_for(p, EPOLLIN);
}
static void dial(void) {
    while (started < phones && started - joined < at_once) {
        Phone *p = all + started++;
        int one = 1;
        p->fd = socket(AF_INET, SOCK_STREAM, 0);
        if (p->fd < 0 || connect(p->fd, (struct sockaddr *)&to, sizeof to)) stop("cannot connect");
        setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        fcntl(p->fd, F_SETFL, O_NONBLOCK);
        struct epoll_event e = {.events = EPOLLIN, .data.u64 = (uint64_t)(p - all)};
        epoll_ctl(poll_fd, EPOLL_CTL_ADD, p->fd, &e);
        Bytes h = hello[p - all];
        say(p, h.at, h.size);
    }
}

/* One change reached one phone. */
static void note(Phone *p, const char *at, uint64_t when) {
    uint64_t n = hex(at + 2, 8), from = hex(at + 10, 16);
    if (n >= changes || !from) return;
    int strange = by[n] % groups != (uint32_t)(p - all) % groups; /* said in another room */
    if (strange || p->got[n >> 3] & 1 << (n & 7)) { doubled++; return; }
    p->got[n >> 3] |= (uint8_t)(1 << (n & 7));
    delivered++;
    last = when;
    uint64_t us = when > from ? (when - from) / 1000 : 0;
    slots[us < SLOTS ? us : SLOTS - 1]++;
}
#ifdef INFLATE
static z_stream *windows;
static char inflated[1 << 20];
/* A deflated message as it was (RFC 7692, section 7.2.2); its size. */
static size_t inflated_size(Phone *p, const char *at, size_t size) {
    z_stream *z = windows + (p - all);
    z->next_out = (Bytef *)inflated, z->avail_out = sizeof inflated;
    z->next_in = (Bytef *)(uintptr_t)at, z->avail_in = (uInt)size;
    if (inflate(z, Z_SYNC_FLUSH) < 0) stop("not deflated");
    z->next_in = (Bytef *)(uintptr_t)"\0\0\377\377", z->avail_in = 4;
    int end = inflate(z, Z_SYNC_FLUSH);
    if ((end < 0 && end != Z_BUF_ERROR) || !z->avail_out) stop("not deflated, or too long");
    return sizeof inflated - z->avail_out;
}
/* In a storm: all are told the same, and the first of many equal messages is inflated for all of them, for this core is
 * not to be slower than the server. Nothing refers back there: each message is deflated by itself. */
static size_t storm_size(Phone *p, const char *at, size_t size) {
    static char *known, *was;
    static size_t known_size, was_size;
    if (size == known_size && !memcmp(at, known, size)) { memcpy(inflated, was, was_size); return was_size; }
    was_size = inflated_size(p, at, size), known_size = size;
    known = realloc(known, size + 1), was = realloc(was, was_size + 1);
    memcpy(known, at, size), memcpy(was, inflated, was_size);
    return was_size;
}
#endif
static void frame(Phone *p, int kind, const char *at, size_t size, uint64_t when) {
    if (kind == 8) { closed++; return; }
    if (kind == 9 && size < 126) {
        char pong[140] = {(char)0x8a, (char)(0x80 | size)};
        memcpy(pong + 6, at, size);
        say(p, pong, size + 6);
        return;
    }
    if (kind == 1 && size == 1 && *at == '2') say(p, "\x81\x81\0\0\0\0" "3", 7); /* Engine.IO's ping */
    int goes_on = size > 12 && !memcmp(at + size - 12, "\"more\":true}", 12); /* a chunk of a frame of ours */
    p->seen += !goes_on;
    if (going) frames++;
    else if (p->in && !p->open && !goes_on && p->seen >= ready_after) { p->open = 1; joined++; }
    const char *end = at + size, *found = at;
    uint64_t before = delivered + doubled;
    while (end - found >= 26 && (found = memchr(found, '@', (size_t)(end - found)))) {
        if (end - found >= 26 && found[1] == '@') { note(p, found, when); found += 26; } else found++;
    }
    if (before == delivered + doubled && size > 12 && !memcmp(at, "{\"t\":\"reject", 12)) refused++;
}
/* Takes whole frames; returns how many bytes it used. */
static size_t take(Phone *p, const char *at, size_t size, uint64_t when) {
    size_t used = 0;
    if (!p->in) {
        const char *end = memmem(at, size, "\r\n\r\n", 4);
        if (!end) return 0;
        if (size < 12 || memcmp(at + 9, "101", 3)) { fprintf(stderr, "phones: %.*s\n", (int)(end - at), at); exit(1); }
        used = (size_t)(end - at) + 4;
        p->in = 1;
        Bytes f = first[p - all];
        if (f.size) say(p, f.at, f.size);
        if (!ready_after) { p->open = 1; joined++; }
    }
    while (size - used >= 2) {
        const uint8_t *h = (const uint8_t *)at + used;
        size_t head = 2, body = h[1] & 127;
        if (body == 126) head = 4; else if (body == 127) head = 10;
        if (size - used < head) break;
        if (head == 4) body = (size_t)h[2] << 8 | h[3];
        if (head == 10) { body = 0; for (int i = 2; i < 10; i++) body = body << 8 | h[i]; }
        if (size - used < head + body) break;
        if (going) bytes += head + body;
        const char *text = at + used + head;
        size_t long_ = body;
        if (h[0] & 0x40) {
#ifdef INFLATE
            long_ = (storming ? storm_size : inflated_size)(p, text, body), text = inflated;
#else
            stop("deflated, and built without zlib");
#endif
        }
        frame(p, h[0] & 15, text, long_, when);
        used += head + body;
    }
    return used;
}
static void hear(Phone *p) {
    memcpy(buffer, p->rest, p->have);
    ssize_t n = read(p->fd, buffer + p->have, READ - p->have);
    if (n <= 0) {
        if (n < 0 && errno == EAGAIN) return;
        if (!p->in) stop("closed before the handshake");
        epoll_ctl(poll_fd, EPOLL_CTL_DEL, p->fd, NULL);
        closed++;
        return;
    }
    heard = now();
    size_t size = p->have + (size_t)n, used = take(p, buffer, size, heard);
    p->have = size - used;
    if (p->have > p->room) p->rest = realloc(p->rest, p->room = p->have * 2);
    memcpy(p->rest, buffer + used, p->have);
}

static void stamp(char *at, uint64_t when) { char text[17]; snprintf(text, 17, "%016llx", (unsigned long long)when); memcpy(at, text, 16); }
/* Send what is due; the time it carries is when it was due, so that being late here counts against nobody but us. */
static void send_due(uint64_t when) {
    while (sent < changes && began + sent * gap <= when) {
        uint64_t due = began + sent * gap;
        if (when - due > late_max) late_max = when - due;
        char *mark = memmem(said[sent].at, said[sent].size, "@@", 2);
        stamp(mark + 10, due);
        say(all + by[sent], said[sent].at, said[sent].size);
        sent++;
    }
}
static void arm(uint64_t at) {
    struct itimerspec t = {.it_value = {(time_t)(at / 1000000000), (long)(at % 1000000000)}};
    timerfd_settime(timer_fd, TFD_TIMER_ABSTIME, &t, NULL);
}
static uint32_t turn; /* whose sign of life is next */
static uint64_t beats;
static uint64_t next_beat(void) { return beat_ms ? beats + (uint64_t)beat_ms * 1000000 / phones : UINT64_MAX; }
static void live(uint64_t when) {
    while (next_beat() <= when) { say(all + turn, beat.at, beat.size); turn = (turn + 1) % phones; beats = next_beat(); }
}
/* Handle what there is for at most so many ms; 1 if something came. */
static int step(int ms) {
    struct epoll_event e[256];
    int n = epoll_wait(poll_fd, e, 256, ms);
    for (int i = 0; i < n; i++) {
        int64_t who = (int64_t)e[i].data.u64;
        if (who == TIMER) { uint64_t ticks; if (read(timer_fd, &ticks, 8) < 0) continue; }
        else if (who == ASKED) { char line[8]; if (read(0, line, 8) <= 0) exit(1); going = 1; }
        else {
            if (e[i].events & EPOLLOUT && all[who].waits) say_rest(all + who);
            if (e[i].events & ~(uint32_t)EPOLLOUT) hear(all + who);
        }
    }
    return n > 0;
}
static void watch(int fd, int64_t name) {
    struct epoll_event e = {.events = EPOLLIN, .data.u64 = (uint64_t)name};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &e);
}
static void read_plan(const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) stop("no plan");
    fseek(f, 0, SEEK_END);
    size_t size = (size_t)ftell(f);
    rewind(f);
    char *text = malloc(size + 1);
    if (fread(text, 1, size, f) != size) stop("plan");
    const char *p = text;
    phones = number(&p), changes = number(&p), ready_after = number(&p), beat_ms = number(&p), wait_ms = number(&p), groups = number(&p);
    gap = number(&p);
    gap |= (uint64_t)number(&p) << 32;
    hello = calloc(phones, sizeof *hello), first = calloc(phones, sizeof *first), all = calloc(phones, sizeof *all);
    said = calloc(changes + 1, sizeof *said), by = calloc(changes + 1, sizeof *by), slots = calloc(SLOTS, sizeof *slots);
    for (uint32_t i = 0; i < phones; i++) {
        hello[i] = blob(&p), first[i] = blob(&p);
        all[i].got = calloc(changes / 8 + 1, 1);
    }
#ifdef INFLATE
    windows = calloc(phones, sizeof *windows);
    for (uint32_t i = 0; i < phones; i++) if (inflateInit2(windows + i, -15) != Z_OK) stop("zlib");
#endif
    beat = blob(&p);
    for (uint32_t i = 0; i < changes; i++) by[i] = number(&p), said[i] = blob(&p);
    fclose(f);
}
static double quantile(double q) {
    uint64_t want = (uint64_t)(q * (double)delivered), so_far = 0;
    for (uint32_t us = 0; us < SLOTS; us++) if (slots[us] && (so_far += slots[us]) > want) return us / 1000.0;
    for (uint32_t us = SLOTS; us--;) if (slots[us]) return us / 1000.0;
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    if (argc > 3) at_once = (uint32_t)atoi(argv[3]);
    storming = argc == 4;
    if (argc > 4) stalled = (uint32_t)atoi(argv[4]);
    struct rlimit most;
    getrlimit(RLIMIT_NOFILE, &most);
    most.rlim_cur = most.rlim_max;
    setrlimit(RLIMIT_NOFILE, &most);
    read_plan(argv[2]);
    to.sin_family = AF_INET, to.sin_port = htons((uint16_t)atoi(argv[1])), to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    poll_fd = epoll_create1(0), timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    watch(timer_fd, TIMER);
    uint64_t start = now();
    while (joined < phones) { dial(); if (!step(10000)) stop("joining takes too long"); }
    uint64_t in = now();
    while (step(CALM_MS)) if (now() - in > 5000000000ull) break;
    printf("ready %.3f\n", (double)(in - start) / 1e9);
    fflush(stdout);
    watch(0, ASKED);
    while (!going) step(1000);
    for (uint32_t i = phones - stalled; i < phones; i++) epoll_ctl(poll_fd, EPOLL_CTL_DEL, all[i].fd, NULL);
    double used = cpu();
    began = last = beats = now();
    uint64_t over = began + changes * gap, end = over + wait_ms * 1000000ull, expected = (uint64_t)changes * (phones / groups - stalled);
    while (delivered < expected && !closed) {
        uint64_t when = now();
        if (when >= end) break;
        send_due(when);
        live(when);
        uint64_t next = sent < changes ? began + sent * gap : end;
        if (when - heard < AWAKE_NS) { step(0); continue; }
        arm(next < next_beat() ? next : next_beat());
        step(1000);
    }
    if (now() < over) { struct timespec t = {(time_t)(over / 1000000000), (long)(over % 1000000000)}; clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL); }
    double seconds = (double)(now() - began) / 1e9;
    printf("{\"phones\":%u,\"sent\":%llu,\"expected\":%llu,\"delivered\":%llu,\"doubled\":%llu,\"refused\":%llu,\"closed\":%llu,"
           "\"frames\":%llu,\"bytes\":%llu,\"seconds\":%.4f,\"until_last\":%.4f,\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f,\"late\":%.3f,\"cpu\":%.4f}\n",
           phones, (unsigned long long)sent, (unsigned long long)expected, (unsigned long long)delivered, (unsigned long long)doubled,
           (unsigned long long)refused, (unsigned long long)closed, (unsigned long long)frames, (unsigned long long)bytes, seconds,
           (double)(last - began) / 1e9, quantile(.5), quantile(.99), quantile(1), (double)late_max / 1e6, cpu() - used);
    return 0;
}
