/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program without a C library, for a guest's process 1: system calls, where it starts, and processes of its own. What it
 * does is in serve().
 */
#ifndef KOLINK_BARE_H
#define KOLINK_BARE_H

#define AT_FDCWD (-100)
#define O_CLOEXEC 02000000
#define PROT_READ_WRITE 3
#define MAP_SHARED_ANONYMOUS (0x1 | 0x20)
#define SIGCHLD 17
#define WNOHANG 1
#define REBOOT_MAGIC1 0xfee1deadUL
#define REBOOT_MAGIC2 672274793UL
#define REBOOT_POWER_OFF 0x4321fedcUL

#if defined(__x86_64__)
#define SYS_read 0
#define SYS_write 1
#define SYS_close 3
#define SYS_mmap 9
#define SYS_ioctl 16
#define SYS_pread64 17
#define SYS_nanosleep 35
#define SYS_clone 56
#define SYS_execve 59
#define SYS_exit 60
#define SYS_wait4 61
#define SYS_fcntl 72
#define SYS_prctl 157
#define SYS_mount 165
#define SYS_reboot 169
#define SYS_delete_module 176
#define SYS_getdents64 217
#define SYS_openat 257
#define SYS_mkdirat 258
#define SYS_unlinkat 263
#define SYS_dup3 292
#define SYS_finit_module 313

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
#define SYS_dup3 24
#define SYS_fcntl 25
#define SYS_ioctl 29
#define SYS_mkdirat 34
#define SYS_unlinkat 35
#define SYS_mount 40
#define SYS_openat 56
#define SYS_close 57
#define SYS_getdents64 61
#define SYS_read 63
#define SYS_write 64
#define SYS_pread64 67
#define SYS_exit 93
#define SYS_nanosleep 101
#define SYS_delete_module 106
#define SYS_reboot 142
#define SYS_prctl 167
#define SYS_clone 220
#define SYS_execve 221
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
#elif defined(__m68k__)
#define SYS_exit 1
#define SYS_read 3
#define SYS_write 4
#define SYS_close 6
#define SYS_execve 11
#define SYS_mount 21
#define SYS_ioctl 54
#define SYS_fcntl 55
#define SYS_reboot 88
#define SYS_wait4 114
#define SYS_clone 120
#define SYS_delete_module 129
#define SYS_nanosleep 162
#define SYS_prctl 172
#define SYS_pread64 180
#define SYS_mmap 192 /* mmap2 */
#define SYS_getdents64 220
#define SYS_openat 288
#define SYS_mkdirat 289
#define SYS_unlinkat 291
#define SYS_dup3 326
#define SYS_finit_module 348

static long syscall6(long n, long a, long b, long c, long d, long e, long f)
{
	register long d0 __asm__("d0") = n;
	register long d1 __asm__("d1") = a;
	register long d2 __asm__("d2") = b;
	register long d3 __asm__("d3") = c;
	register long d4 __asm__("d4") = d;
	register long d5 __asm__("d5") = e;
	register long a0 __asm__("a0") = f;

	__asm__ volatile("trap #0"
			 : "+d"(d0)
			 : "d"(d1), "d"(d2), "d"(d3), "d"(d4), "d"(d5), "a"(a0)
			 : "memory");
	return d0;
}

__asm__(".text\n"
	".globl _start\n"
	"_start:\n"
	"	sub.l %fp, %fp\n"
	"	jsr serve\n"
	"	illegal\n");
#else
#error "no system calls for this architecture"
#endif

static inline long openat(const char *path, long flags)
{
	return syscall6(SYS_openat, AT_FDCWD, (long)path, flags | O_CLOEXEC, 0, 0, 0);
}

static inline long map_memory(long size, long flags)
{
	return syscall6(SYS_mmap, 0, size, PROT_READ_WRITE, flags, -1, 0);
}

static inline void pause_for(long nanoseconds)
{
	long time[2] = { 0, nanoseconds };

	syscall6(SYS_nanosleep, (long)time, 0, 0, 0, 0, 0);
}

/* Returns twice, as fork does: 0 in the new process, its number or an error in the old one. */
static inline long new_process(void)
{
	return syscall6(SYS_clone, SIGCHLD, 0, 0, 0, 0, 0);
}

/* Whether a process has ended, without waiting for it; then its status is known. */
static inline int has_ended(long process, int *status)
{
	return syscall6(SYS_wait4, process, (long)status, WNOHANG, 0, 0, 0) != 0;
}

static inline void switch_off_now(void)
{
	syscall6(SYS_reboot, REBOOT_MAGIC1, REBOOT_MAGIC2, REBOOT_POWER_OFF, 0, 0, 0);
}

#endif
