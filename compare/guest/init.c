// SPDX-License-Identifier: Apache-2.0
/*
 * Process 1 of a capture's guest: it does what the host asks and knows nothing itself.
 *
 * The host has a breakpoint at host_call. When the guest stops there, the host finds the outcome of the last request in
 * the argument registers and in the buffer, writes the next request into the buffer, and lets the guest go on behind the
 * breakpoint. Requests:
 *
 *   R<path>              opens and reads a file
 *   C                    reads on
 *   D<path>              reads every file of a directory: per file its name, NUL, its length in hexadecimal, NUL, its bytes
 *   P<offset> <length> <path>   reads a part of a file; both numbers are hexadecimal
 *   L<path>              loads a module
 *   F<seconds> <path>    the same in a process of its own that is given so long (hexadecimal), then removes the file
 *   X<word>NUL<word>...  runs a program with its output appended to /log; ends with an empty word
 *   Q                    switches off
 *
 * The result is what the system call returned, or how many bytes are in the buffer. A module that did not come back in time
 * gives -ETIMEDOUT, one that took its process with it -ENOTRECOVERABLE.
 *
 * No C library (bare.h), so that the same source serves every architecture.
 */

#include "bare.h"

#define O_WRONLY 1
#define MAP_PRIVATE_ANONYMOUS_POPULATE (0x2 | 0x20 | 0x8000)
#define BUFFER_SIZE (4L << 20)
#define READ_SIZE 65536L
#define O_WRONLY_CREAT_APPEND (1 | 0100 | 02000)
#define MOST_WORDS 64
#define DT_REG 8
#define ENOSPC 28
#define EINVAL 22
#define ETIMEDOUT 110
#define ENOTRECOVERABLE 131
#define NOT_RETURNED 1L
#define TICK 2000000L /* 2 ms */
#define HOST_CALL_MAGIC 0x6b6f6c69L

/* One instruction of one byte, or more, that the host steps over, then the return. */
__asm__(".text\n"
	".globl host_call\n"
	".type host_call, @function\n"
	"host_call:\n"
	"	nop\n"
#if defined(__m68k__)
	"	rts\n"
#else
	"	ret\n"
#endif
	".size host_call, . - host_call\n");

/* The four arguments are what the host reads; see Guest.java. */
extern void host_call(char *buffer, long size, long result, long magic);

static void mount_at(const char *what, const char *where)
{
	syscall6(SYS_mkdirat, AT_FDCWD, (long)where, 0755, 0, 0, 0);
	syscall6(SYS_mount, (long)what, (long)where, (long)what, 0, 0, 0);
}

/* Fills the buffer as far as the file reaches, in pieces for which the files of /proc/sys find memory. */
static long read_fully(long file, char *buffer, long size)
{
	long done = 0;

	while (done < size) {
		long piece = size - done < READ_SIZE ? size - done : READ_SIZE;
		long n = syscall6(SYS_read, file, (long)(buffer + done), piece, 0, 0, 0);

		if (n < 0)
			return n;
		if (n == 0)
			break;
		done += n;
	}
	return done;
}

static long load(const char *path)
{
	long file = openat(path, 0);
	long result;

	if (file < 0)
		return file;
	result = syscall6(SYS_finit_module, file, (long)"", 0, 0, 0, 0);
	syscall6(SYS_close, file, 0, 0, 0, 0, 0);
	return result;
}

/* Reads a hexadecimal number and steps over the blank behind it. */
static unsigned long long number(const char **text)
{
	unsigned long long value = 0;

	for (; **text && **text != ' '; (*text)++)
		value = value << 4 | (unsigned long long)(**text <= '9' ? **text - '0' : **text - 'a' + 10);
	if (**text)
		(*text)++;
	return value;
}

static long pread_at(long file, char *buffer, long size, unsigned long long offset)
{
	if (sizeof(long) == 8)
		return syscall6(SYS_pread64, file, (long)buffer, size, (long)offset, 0, 0);
	return syscall6(SYS_pread64, file, (long)buffer, size, (long)(offset >> 32), (long)offset, 0);
}

/* Less than was asked for only where the file ends. */
static long read_part(const char *request, char *buffer, long size)
{
	unsigned long long offset = number(&request);
	unsigned long long length = number(&request);
	long file = openat(request, 0);
	long done = 0;

	if (file < 0)
		return file;
	if (length > (unsigned long long)size)
		length = (unsigned long long)size;
	while (done < (long)length) {
		long n = pread_at(file, buffer + done, (long)length - done, offset + (unsigned long long)done);

		if (n < 0)
			done = n;
		if (n <= 0)
			break;
		done += n;
	}
	syscall6(SYS_close, file, 0, 0, 0, 0, 0);
	return done;
}

struct entry {
	unsigned long long inode;
	long long offset;
	unsigned short length;
	unsigned char type;
	char name[];
};

/* Appends one file; returns the end of what is in the buffer, or a negative error number. */
static long append(const char *folder, const char *name, char *buffer, long at, long size)
{
	char path[512];
	char digits[2 * sizeof(long)];
	long length = 0;
	long file, n, i;

	while (*folder && length < (long)sizeof(path) - 2)
		path[length++] = *folder++;
	path[length++] = '/';
	while (*name && length < (long)sizeof(path) - 1) {
		if (at >= size)
			return -ENOSPC;
		path[length++] = *name;
		buffer[at++] = *name++;
	}
	path[length] = 0;
	if (*folder || *name || at + 2 + (long)sizeof(digits) > size)
		return -ENOSPC;
	buffer[at++] = 0;
	file = openat(path, 0);
	if (file < 0)
		return file;
	/* A file of sysfs is read in one go. Its bytes are put behind a number of fixed width. */
	n = read_fully(file, buffer + at + sizeof(digits) + 1, size - at - (long)sizeof(digits) - 1);
	syscall6(SYS_close, file, 0, 0, 0, 0, 0);
	if (n < 0)
		return n;
	for (i = 0; i < (long)sizeof(digits); i++)
		buffer[at + i] = "0123456789abcdef"[n >> 4 * ((long)sizeof(digits) - 1 - i) & 15];
	at += sizeof(digits);
	buffer[at++] = 0;
	return at + n;
}

static long read_directory(const char *request, char *buffer, long size)
{
	static char entries[32768] __attribute__((aligned(8)));
	static char folder[256];
	long at = 0;
	long file, n, i;

	for (i = 0; i < (long)sizeof(folder) - 1 && request[i]; i++)
		folder[i] = request[i];
	folder[i] = 0;
	file = openat(folder, 0);
	if (file < 0)
		return file;
	while ((n = syscall6(SYS_getdents64, file, (long)entries, sizeof(entries), 0, 0, 0)) > 0) {
		for (i = 0; i < n && at >= 0; i += ((struct entry *)(entries + i))->length) {
			struct entry *entry = (struct entry *)(entries + i);

			if (entry->type == DT_REG)
				at = append(folder, entry->name, buffer, at, size);
		}
		if (at < 0)
			break;
	}
	syscall6(SYS_close, file, 0, 0, 0, 0, 0);
	return n < 0 ? n : at;
}

/* What runs in a module's init can hang or end its process; process 1 must do neither. */
static long load_apart(const char *request, volatile long *shared)
{
	long polls = (long)number(&request) * 500;
	long child;

	*shared = NOT_RETURNED;
	child = new_process();
	if (child < 0)
		return child;
	if (child == 0) {
		*shared = load(request);
		syscall6(SYS_exit, 0, 0, 0, 0, 0, 0);
	}
	while (!has_ended(child, 0)) {
		if (polls-- <= 0)
			return -ETIMEDOUT;
		pause_for(TICK);
	}
	syscall6(SYS_unlinkat, AT_FDCWD, (long)request, 0, 0, 0, 0);
	return *shared == NOT_RETURNED ? -ENOTRECOVERABLE : *shared;
}

/* Returns what wait4 says: the exit code is above the lowest byte. */
static long run(const char *request)
{
	static const char *words[MOST_WORDS + 1];
	static const char *environment[1];
	int status = 0;
	long count = 0;
	long child, log;

	while (*request && count < MOST_WORDS) {
		words[count++] = request;
		while (*request++)
			;
	}
	words[count] = 0;
	child = new_process();
	if (child < 0)
		return child;
	if (child == 0) {
		log = syscall6(SYS_openat, AT_FDCWD, (long)"/log", O_WRONLY_CREAT_APPEND, 0644, 0, 0);
		syscall6(SYS_dup3, log, 1, 0, 0, 0, 0);
		syscall6(SYS_dup3, log, 2, 0, 0, 0, 0);
		syscall6(SYS_execve, (long)words[0], (long)words, (long)environment, 0, 0, 0);
		syscall6(SYS_exit, 127, 0, 0, 0, 0, 0);
	}
	child = syscall6(SYS_wait4, child, (long)&status, 0, 0, 0, 0);
	return child < 0 ? child : status;
}

__attribute__((used, noreturn)) void serve(void)
{
	char *buffer = (char *)map_memory(BUFFER_SIZE, MAP_PRIVATE_ANONYMOUS_POPULATE);
	long *shared = (long *)map_memory(4096, MAP_SHARED_ANONYMOUS);
	long file = -1;
	long result = 0;

	mount_at("proc", "/proc");
	mount_at("sysfs", "/sys");
	file = openat("/proc/sys/kernel/kptr_restrict", O_WRONLY);
	if (file >= 0) {
		syscall6(SYS_write, file, (long)"0\n", 2, 0, 0, 0);
		syscall6(SYS_close, file, 0, 0, 0, 0, 0);
	}
	file = -1;
	for (;;) {
		host_call(buffer, BUFFER_SIZE, result, HOST_CALL_MAGIC);
		switch (buffer[0]) {
		case 'R':
			if (file >= 0)
				syscall6(SYS_close, file, 0, 0, 0, 0, 0);
			file = openat(buffer + 1, 0);
			result = file < 0 ? file : read_fully(file, buffer, BUFFER_SIZE);
			break;
		case 'C':
			result = read_fully(file, buffer, BUFFER_SIZE);
			break;
		case 'L':
			result = load(buffer + 1);
			break;
		case 'D':
			result = read_directory(buffer + 1, buffer, BUFFER_SIZE);
			break;
		case 'P':
			result = read_part(buffer + 1, buffer, BUFFER_SIZE);
			break;
		case 'F':
			result = load_apart(buffer + 1, shared);
			break;
		case 'X':
			result = run(buffer + 1);
			break;
		case 'Q':
			switch_off_now();
			break;
		default:
			result = -EINVAL;
		}
	}
}
