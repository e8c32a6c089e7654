/*
 * Shifts the wall clock of a process by CLOCK_SHIFT_SECONDS; its children inherit it. Loaded with LD_PRELOAD.
 *
 * The kernel gives every process the functions that read the clock (the vDSO); each of them is made to jump to one of
 * ours, so that the clock is the same for glibc, for the JVM, for Chromium, and for the embedded engine, which has a C
 * library of its own. What waits until an instant of the wall clock waits in the kernel, by the real clock: those
 * instants are shifted back. The times of files are shifted for Node, which compares them with its clock.
 * The monotonic clock stays.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static long shift;

static long kernel(long call, long first, long second)
{
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "0"(call), "D"(first), "S"(second) : "rcx", "r11", "memory");
    return result;
}

static int shifted_clock_gettime(clockid_t clock, struct timespec *at)
{
    long result = kernel(SYS_clock_gettime, clock, (long)at);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI))
        at->tv_sec += shift;
    return result;
}

static int shifted_gettimeofday(struct timeval *at, void *zone)
{
    long result = kernel(SYS_gettimeofday, (long)at, (long)zone);
    if (result == 0 && at)
        at->tv_sec += shift;
    return result;
}

static time_t shifted_time(time_t *at)
{
    struct timespec now;
    shifted_clock_gettime(CLOCK_REALTIME_COARSE, &now);
    if (at)
        *at = now.tv_sec;
    return now.tv_sec;
}

static void fail(const char *what)
{
    fprintf(stderr, "cannot shift the clock: %s\n", what);
    _exit(70);
}

/* Overwrites the start of a function with "jump to target". Through the file, because the page is read-only. */
static void redirect(int memory, void *vdso, const char *name, void *target)
{
    void *from = dlsym(vdso, name);
    unsigned char jump[12] = {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xe0}; /* movabs rax, target; jmp rax */
    if (!from)
        fail(name);
    memcpy(jump + 2, &target, sizeof target);
    if (pwrite(memory, jump, sizeof jump, (off_t)from) != sizeof jump)
        fail("/proc/self/mem");
}

__attribute__((constructor)) static void start(void)
{
    const char *seconds = getenv("CLOCK_SHIFT_SECONDS");
    void *vdso = dlopen("linux-vdso.so.1", RTLD_LAZY | RTLD_NOLOAD);
    int memory = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
    if (!seconds || !vdso || memory < 0)
        fail("CLOCK_SHIFT_SECONDS, the vDSO or /proc/self/mem is missing");
    shift = atol(seconds);
    redirect(memory, vdso, "__vdso_clock_gettime", shifted_clock_gettime);
    redirect(memory, vdso, "__vdso_gettimeofday", shifted_gettimeofday);
    redirect(memory, vdso, "__vdso_time", shifted_time);
    close(memory);
}

/* The real instant of a wait. Instants of the monotonic clock count from the start of the machine, and are left alone. */
static const struct timespec *real(const struct timespec *until, struct timespec *room)
{
    if (!until || until->tv_sec < 1000000000)
        return until;
    *room = *until;
    room->tv_sec -= shift;
    return room;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define WAIT(name, type)                                      \
    int name(type *what, const struct timespec *until)        \
    {                                                         \
        static __typeof__(&name) next;                        \
        struct timespec room;                                 \
        if (!next)                                            \
            next = NEXT(name);                                \
        return next(what, real(until, &room));                \
    }

WAIT(sem_timedwait, sem_t)
WAIT(pthread_mutex_timedlock, pthread_mutex_t)
WAIT(pthread_rwlock_timedrdlock, pthread_rwlock_t)
WAIT(pthread_rwlock_timedwrlock, pthread_rwlock_t)

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
    static __typeof__(&pthread_cond_timedwait) next;
    struct timespec room;
    if (!next)
        next = NEXT(pthread_cond_timedwait);
    return next(condition, mutex, real(until, &room));
}

int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *until)
{
    static __typeof__(&pthread_cond_clockwait) next;
    struct timespec room;
    if (!next)
        next = NEXT(pthread_cond_clockwait);
    return next(condition, mutex, clock, real(until, &room));
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left)
{
    static __typeof__(&clock_nanosleep) next;
    struct timespec room;
    if (!next)
        next = NEXT(clock_nanosleep);
    return next(clock, flags, flags & TIMER_ABSTIME ? real(time, &room) : time, left);
}

int timerfd_settime(int timer, int flags, const struct itimerspec *value, struct itimerspec *old)
{
    static __typeof__(&timerfd_settime) next;
    struct itimerspec room = *value;
    struct timespec at;
    if (!next)
        next = NEXT(timerfd_settime);
    if (flags & TFD_TIMER_ABSTIME)
        room.it_value = *real(&value->it_value, &at);
    return next(timer, flags, &room, old);
}

/* Node asks for the times of a file with a bare system call. */
long syscall(long number, ...)
{
    static __typeof__(&syscall) next;
    long arguments[6];
    va_list list;
    va_start(list, number);
    for (int n = 0; n < 6; n++)
        arguments[n] = va_arg(list, long);
    va_end(list);
    if (!next)
        next = NEXT(syscall);
    long result = next(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
    if (number == SYS_statx && result == 0) {
        struct statx *file = (struct statx *)arguments[4];
        file->stx_atime.tv_sec += shift;
        file->stx_btime.tv_sec += shift;
        file->stx_ctime.tv_sec += shift;
        file->stx_mtime.tv_sec += shift;
    }
    return result;
}

/* The real times of a file; UTIME_NOW and UTIME_OMIT do not look at the seconds. */
static const struct timespec *real_times(const struct timespec times[2], struct timespec room[2])
{
    if (!times)
        return times;
    for (int n = 0; n < 2; n++) {
        room[n] = times[n];
        room[n].tv_sec -= shift;
    }
    return room;
}

int utimensat(int directory, const char *path, const struct timespec times[2], int flags)
{
    static __typeof__(&utimensat) next;
    struct timespec room[2];
    if (!next)
        next = NEXT(utimensat);
    return next(directory, path, real_times(times, room), flags);
}

int futimens(int file, const struct timespec times[2])
{
    static __typeof__(&futimens) next;
    struct timespec room[2];
    if (!next)
        next = NEXT(futimens);
    return next(file, real_times(times, room));
}
