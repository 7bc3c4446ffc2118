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
 * No C library: the few system calls are made here, so that the same source serves every architecture.
 */

#define AT_FDCWD (-100)
#define O_RDWR 2
#define O_NOCTTY 0400
#define O_NONBLOCK 04000
#define O_CLOEXEC 02000000
#define PROT_READ_WRITE 3
#define MAP_SHARED_ANONYMOUS (0x1 | 0x20)
#define MAP_PRIVATE_ANONYMOUS (0x2 | 0x20)
#define SIGCHLD 17
#define WNOHANG 1
#define F_SETFL 4
#define TCSBRK 0x5409
#define EPIPE 32
#define REBOOT_MAGIC1 0xfee1deadUL
#define REBOOT_MAGIC2 672274793UL
#define REBOOT_POWER_OFF 0x4321fedcUL
#define LIST_SIZE (1L << 20)
#define RECORD_SIZE 8192L
#define PENDING 1L
#define TICK 2000000L /* 2 ms */
#define TICKS 45000L
#define PR_SET_NAME 15
#define NULL_POINTER 0L

#if defined(__x86_64__)
#define OUTPUT "/dev/ttyS1"
#define SYS_read 0
#define SYS_write 1
#define SYS_close 3
#define SYS_mmap 9
#define SYS_ioctl 16
#define SYS_nanosleep 35
#define SYS_exit 60
#define SYS_wait4 61
#define SYS_fcntl 72
#define SYS_prctl 157
#define SYS_mount 165
#define SYS_reboot 169
#define SYS_delete_module 176
#define SYS_openat 257
#define SYS_finit_module 313
#define SYS_clone 56

static long syscall6(long n, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

__asm__(".text\n"
	".globl _start\n"
	"_start:\n"
	"	xor %ebp, %ebp\n"
	"	and $-16, %rsp\n"
	"	call serve\n"
	"	ud2\n");
#elif defined(__aarch64__)
#define OUTPUT "/dev/ttyAMA0"
#define SYS_fcntl 25
#define SYS_ioctl 29
#define SYS_mount 40
#define SYS_openat 56
#define SYS_close 57
#define SYS_read 63
#define SYS_write 64
#define SYS_exit 93
#define SYS_nanosleep 101
#define SYS_delete_module 106
#define SYS_reboot 142
#define SYS_prctl 167
#define SYS_clone 220
#define SYS_mmap 222
#define SYS_wait4 260
#define SYS_finit_module 273

static long syscall6(long n, long a, long b, long c, long d, long e, long f)
{
	register long x8 __asm__("x8") = n;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return x0;
}

__asm__(".text\n"
	".globl _start\n"
	"_start:\n"
	"	mov x29, xzr\n"
	"	bl serve\n"
	"	brk 0\n");
#else
#error "no system calls for this architecture"
#endif

static long output;

static long call3(long n, long a, long b, long c)
{
	return syscall6(n, a, b, c, 0, 0, 0);
}

static long open_file(const char *path, long flags)
{
	return syscall6(SYS_openat, AT_FDCWD, (long)path, flags | O_CLOEXEC, 0, 0, 0);
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

static void pause_for(long nanoseconds)
{
	long time[2] = { 0, nanoseconds };

	call3(SYS_nanosleep, (long)time, NULL_POINTER, 0);
}

static long map(long size, long flags)
{
	return syscall6(SYS_mmap, 0, size, PROT_READ_WRITE, flags, -1, 0);
}

/* Reads a file as far as it fits; always terminated. */
static long read_file(const char *path, char *buffer, long size)
{
	long file = open_file(path, 0);
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
	child = syscall6(SYS_clone, SIGCHLD, 0, 0, 0, 0, 0);
	if (child == 0) {
		long file;

		call3(SYS_prctl, PR_SET_NAME, (long)"insmod", 0);
		file = open_file(path, 0);
		*result = file < 0 ? file : call3(SYS_finit_module, file, (long)parameters, flags);
		call3(SYS_exit, 0, 0, 0);
	}
	for (ticks = 0; ticks < TICKS; ticks++) {
		if (syscall6(SYS_wait4, child, (long)&status, WNOHANG, 0, 0, 0) == child) {
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
	call3(SYS_reboot, REBOOT_MAGIC1, REBOOT_MAGIC2, REBOOT_POWER_OFF);
	for (;;)
		pause_for(TICK);
}

__attribute__((used, noreturn)) void serve(void)
{
	char *list = (char *)map(LIST_SIZE, MAP_PRIVATE_ANONYMOUS);
	char *record = (char *)map(RECORD_SIZE, MAP_PRIVATE_ANONYMOUS);
	volatile long *result = (volatile long *)map(4096, MAP_SHARED_ANONYMOUS);
	long messages;

	syscall6(SYS_mount, (long)"proc", (long)"/proc", (long)"proc", 0, 0, 0);
	syscall6(SYS_mount, (long)"sysfs", (long)"/sys", (long)"sysfs", 0, 0, 0);
	output = open_file(OUTPUT, O_RDWR | O_NOCTTY | O_NONBLOCK);
	call3(SYS_fcntl, output, F_SETFL, O_RDWR);
	messages = open_file("/dev/kmsg", O_RDWR | O_NONBLOCK);
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
