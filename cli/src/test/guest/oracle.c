// SPDX-License-Identifier: Apache-2.0
/*
 * Process 1 of the oracle's guest: it loads the modules /m/0, /m/1 ... as /list says and tells what the kernel made of each.
 *
 * A line of /list is "<number> <flags of finit_module> <what to do behind it> <parameters>"; to do: "u" unloads what was
 * loaded, "k" keeps it. Told, a line each, for every step:
 *
 *   @S number         begun
 *   @R result         what finit_module returned: 0 or a negative errno
 *   @X status         the process that called it was killed, instead of @R
 *   @H                it did not return in time, instead of @R
 *   @K record         what the kernel printed meanwhile, as /dev/kmsg has it
 *   @M line           the newest line of /proc/modules, if it was loaded
 *   @U result         what delete_module returned, if it was called
 *   @E number         ended
 *
 * and behind the last "@Q". When a process was killed or did not return, or a module stays that should not, nothing that
 * follows could be trusted: the machine is switched off, and the host boots another for the rest.
 *
 * No C library (bare.h, shared with the guests of captures), so that the same source serves every architecture.
 */

#include "bare.h"

#define O_RDWR 2
#define O_NOCTTY 0400
#define O_NONBLOCK 04000
#define MAP_PRIVATE_ANONYMOUS (0x2 | 0x20)
#define F_SETFL 4
#define TCSBRK 0x5409
#define EPIPE 32
#define LIST_SIZE (1L << 20)
#define RECORD_SIZE 8192L
#define PENDING 1L
#define TICK 2000000L /* 2 ms */
#define TICKS 45000L
#define PR_SET_NAME 15

#if defined(__x86_64__)
#define OUTPUT "/dev/ttyS1"
#else
#define OUTPUT "/dev/ttyAMA0"
#endif

static long output;

static long call3(long n, long a, long b, long c)
{
	return syscall6(n, a, b, c, 0, 0, 0);
}

static void tell(const char *text, long length)
{
	while (length > 0) {
		long n = call3(SYS_write, output, (long)text, length);

		if (n <= 0)
			return;
		text += n;
		length -= n;
	}
}

static void tell_string(const char *text)
{
	long length = 0;

	while (text[length])
		length++;
	tell(text, length);
}

/* Up to the end of the line, which is told too. */
static void tell_line(const char *what, const char *text)
{
	long length = 0;

	tell_string(what);
	while (text[length] && text[length] != '\n')
		length++;
	tell(text, length);
	tell("\n", 1);
}

static void tell_number(const char *what, long number)
{
	char digits[24];
	char *at = digits + sizeof(digits);
	unsigned long rest = number < 0 ? -(unsigned long)number : (unsigned long)number;

	*--at = 0;
	do {
		*--at = '0' + rest % 10;
		rest /= 10;
	} while (rest);
	if (number < 0)
		*--at = '-';
	tell_line(what, at);
}

static void drain(void)
{
	call3(SYS_ioctl, output, TCSBRK, 1);
}

/* Reads a file as far as it fits; always terminated. */
static long read_file(const char *path, char *buffer, long size)
{
	long file = openat(path, 0);
	long done = 0;

	while (file >= 0 && done < size - 1) {
		long n = call3(SYS_read, file, (long)(buffer + done), size - 1 - done);

		if (n <= 0)
			break;
		done += n;
	}
	if (file >= 0)
		call3(SYS_close, file, 0, 0);
	buffer[done] = 0;
	return done;
}

/*
 * A line that was cut for its length lacks its end, and is not given out before the next one comes: the mark below, which the
 * host passes over.
 */
static void tell_messages(long messages, char *buffer, int passing_over)
{
	call3(SYS_write, messages, (long)"@\n", 2);
	for (;;) {
		long n = call3(SYS_read, messages, (long)buffer, RECORD_SIZE - 1);

		if (n == -EPIPE)
			continue;
		if (n <= 0)
			return;
		buffer[n] = 0;
		if (!passing_over)
			tell_line("@K ", buffer);
	}
}

static char *number(char *text, long *value)
{
	*value = 0;
	while (*text >= '0' && *text <= '9')
		*value = 10 * *value + (*text++ - '0');
	return *text == ' ' ? text + 1 : text;
}

static void path_of(char *path, long number)
{
	char digits[20];
	int n = 0;

	*path++ = '/';
	*path++ = 'm';
	*path++ = '/';
	do {
		digits[n++] = '0' + number % 10;
		number /= 10;
	} while (number);
	while (n)
		*path++ = digits[--n];
	*path = 0;
}

/* Returns 0 if the process that loads was killed or did not return. */
static int load(const char *path, const char *parameters, long flags, volatile long *result)
{
	long child;
	int status = 0;
	long ticks;

	*result = PENDING;
	child = new_process();
	if (child == 0) {
		long file;

		call3(SYS_prctl, PR_SET_NAME, (long)"insmod", 0);
		file = openat(path, 0);
		*result = file < 0 ? file : call3(SYS_finit_module, file, (long)parameters, flags);
		call3(SYS_exit, 0, 0, 0);
	}
	for (ticks = 0; ticks < TICKS; ticks++) {
		if (has_ended(child, &status)) {
			if (*result != PENDING) {
				tell_number("@R ", *result);
				return 1;
			}
			tell_number("@X ", status);
			return 0;
		}
		pause_for(ticks < 50 ? TICK / 20 : TICK);
	}
	tell_string("@H\n");
	return 0;
}

static void end_of_line(char *text, char **next)
{
	while (*text && *text != '\n')
		text++;
	*next = *text ? text + 1 : text;
	*text = 0;
}

static void switch_off(void)
{
	drain();
	switch_off_now();
	for (;;)
		pause_for(TICK);
}

__attribute__((used, noreturn)) void serve(void)
{
	char *list = (char *)map_memory(LIST_SIZE, MAP_PRIVATE_ANONYMOUS);
	char *record = (char *)map_memory(RECORD_SIZE, MAP_PRIVATE_ANONYMOUS);
	volatile long *result = (volatile long *)map_memory(4096, MAP_SHARED_ANONYMOUS);
	long messages;

	syscall6(SYS_mount, (long)"proc", (long)"/proc", (long)"proc", 0, 0, 0);
	syscall6(SYS_mount, (long)"sysfs", (long)"/sys", (long)"sysfs", 0, 0, 0);
	output = openat(OUTPUT, O_RDWR | O_NOCTTY | O_NONBLOCK);
	call3(SYS_fcntl, output, F_SETFL, O_RDWR);
	messages = openat("/dev/kmsg", O_RDWR | O_NONBLOCK);
	read_file("/list", list, LIST_SIZE);
	tell_messages(messages, record, 1);
	while (*list) {
		char path[32];
		char *next;
		long step;
		long flags;
		int keep;
		int good;

		end_of_line(list, &next);
		list = number(number(list, &step), &flags);
		keep = *list == 'k';
		list += list[1] ? 2 : 1;
		path_of(path, step);
		tell_number("@S ", step);
		drain();
		good = load(path, list, flags, result);
		tell_messages(messages, record, 0);
		if (good && *result == 0) {
			char *end;

			read_file("/proc/modules", record, RECORD_SIZE);
			tell_line("@M ", record);
			if (!keep) {
				long removed;

				for (end = record; *end && *end != ' '; end++)
					;
				*end = 0;
				removed = call3(SYS_delete_module, (long)record, O_NONBLOCK, 0);
				tell_number("@U ", removed);
				good = removed == 0;
				tell_messages(messages, record, 0);
			}
		}
		tell_number("@E ", step);
		if (!good)
			switch_off();
		list = next;
	}
	tell_string("@Q\n");
	switch_off();
	for (;;)
		;
}
