// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests for modules as the kernel makes them, to whatever its helper is, and kolink as that helper:
 * under the name kolink-helper, /init starts a JVM with the kernel's arguments.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/if_alg.h>
#include <linux/loop.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "client.h"
#include "commands.h"

#define SOCKET "/run/kolink/autoload"

static struct timespec began;

static void begin(void)
{
	clock_gettime(CLOCK_MONOTONIC, &began);
}

/* What came of the one call since begin. */
static void end(const char *helper, const char *what, int failed)
{
	int err = failed ? -errno : 0;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	printf("kl: asked %s, %s: %d, %.1f ms\n", helper, what, err,
	       (now.tv_sec - began.tv_sec) * 1e3 + (now.tv_nsec - began.tv_nsec) / 1e6);
}

/* block-major-7-0: a node that nobody serves yet. fs-minix: a type that is not registered. */
static void mount_minix(const char *helper)
{
	static const char text[] = "through modules that the kernel asked for\n";
	int file = open("/image.minix", O_RDWR | O_CLOEXEC), loop, failed;
	struct file back;

	mknod("/tmp/loop0", S_IFBLK | 0600, makedev(7, 0));
	begin();
	loop = open("/tmp/loop0", O_RDWR | O_CLOEXEC);
	end(helper, "block-major-7-0", loop < 0);
	if (loop >= 0 && ioctl(loop, LOOP_SET_FD, file))
		printf("kl: WRONG loop: %d\n", -errno);
	begin();
	failed = mount("/tmp/loop0", "/mnt", "minix", 0, NULL);
	end(helper, "fs-minix", failed);
	if (!failed) {
		close(open("/mnt/file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
		write_text("/mnt/file", text);
		if (read_file("/mnt/file", &back) || strcmp(back.bytes, text))
			printf("kl: WRONG contents\n");
		umount("/mnt");
	}
	ioctl(loop, LOOP_CLR_FD, 0);
	close(loop);
	close(file);
	unlink("/tmp/loop0");
}

/* net-pf-35 */
static void open_phonet(const char *helper)
{
	int fd;

	begin();
	fd = socket(AF_PHONET, SOCK_DGRAM, 0);
	end(helper, "net-pf-35", fd < 0);
	close(fd);
}

/* rtnl-link-dummy: ip link add type dummy */
static void add_dummy(const char *helper)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg info;
		struct rtattr link;
		struct rtattr kind;
		char name[8];
	} add = {
		.head = { sizeof(add), RTM_NEWLINK, NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK, 1, 0 },
		.link = { sizeof(add.link) + sizeof(add.kind) + sizeof(add.name), IFLA_LINKINFO },
		.kind = { sizeof(add.kind) + sizeof(add.name), IFLA_INFO_KIND },
		.name = "dummy",
	};
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		char more[512];
	} answer = { 0 };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	begin();
	if (send(fd, &add, sizeof(add), 0) < 0 || recv(fd, &answer, sizeof(answer), 0) < 0)
		answer.error.error = -errno;
	errno = -answer.error.error;
	end(helper, "rtnl-link-dummy", errno);
	close(fd);
}

/* net-pf-38, algif-hash, crypto-sha3-256: the digest of "abc" */
static void digest(const char *helper)
{
	static const unsigned char right[] = { 0x3a, 0x98, 0x5d, 0xa7, 0x4f, 0xe2, 0x25, 0xb2 };
	struct sockaddr_alg address = {
		.salg_family = AF_ALG, .salg_type = "hash", .salg_name = "sha3-256",
	};
	unsigned char is[32] = { 0 };
	int fd, op, failed;

	begin();
	fd = socket(AF_ALG, SOCK_SEQPACKET, 0);
	end(helper, "net-pf-38", fd < 0);
	begin();
	failed = bind(fd, (struct sockaddr *)&address, sizeof(address));
	end(helper, "algif-hash crypto-sha3-256", failed);
	op = accept(fd, NULL, 0);
	if (!failed && (write(op, "abc", 3) != 3 || read(op, is, sizeof(is)) != sizeof(is) || memcmp(is, right, sizeof(right))))
		printf("kl: WRONG digest\n");
	close(op);
	close(fd);
}

/* binfmt-NNNN: a name that nobody knows */
static void execute_unknown(const char *helper)
{
	static const char nonsense[] = "\1\2\3\4\5\6\7\10";
	char *words[] = { "/tmp/unknown", NULL };
	int fd = open(words[0], O_WRONLY | O_CREAT | O_CLOEXEC, 0755), status;
	pid_t pid;

	if (write(fd, nonsense, sizeof(nonsense)) != sizeof(nonsense))
		printf("kl: WRONG write\n");
	close(fd);
	fflush(stdout);
	begin();
	pid = fork();
	if (!pid) {
		execv(words[0], words);
		_exit(errno);
	}
	waitpid(pid, &status, 0);
	errno = WEXITSTATUS(status);
	end(helper, "binfmt-0403", errno);
}

/* char-major-6-0; lp's own init asks for parport_lowlevel and waits. No printer is there. */
static void open_printer(const char *helper)
{
	int fd;

	mknod("/tmp/lp0", S_IFCHR | 0600, makedev(6, 0));
	begin();
	fd = open("/tmp/lp0", O_WRONLY | O_CLOEXEC);
	end(helper, "char-major-6-0", fd < 0);
	if (fd >= 0)
		close(fd);
	unlink("/tmp/lp0");
}

void ask_kernel(const char *helper)
{
	mount_minix(helper);
	open_phonet(helper);
	add_dummy(helper);
	digest(helper);
	open_printer(helper);
	execute_unknown(helper);
}

static pid_t start(char **words, char *const *environment, const char *said)
{
	pid_t pid = fork();

	if (!pid) {
		int in = open("/dev/null", O_RDONLY), out = open(said, O_WRONLY | O_CREAT | O_APPEND, 0600);

		dup2(in, 0);
		dup2(out, 1);
		dup2(out, 2);
		execve(words[0], words, environment);
		_exit(127);
	}
	return pid;
}

static pid_t daemon_pid;

/* The daemon serves when its socket is there. */
void autoloadd(const char *line)
{
	char *copy = strdup(line), *rest = copy, *words[32];
	struct stat found;
	int n = java_words(words), waited;

	words[n++] = "-jar";
	words[n++] = "/j/kolink.jar";
	words[n++] = "autoloadd";
	while (n < 31 && (words[n] = strsep(&rest, " ")))
		n += *words[n] != 0;
	words[n] = NULL;
	fflush(stdout);
	daemon_pid = start(words, java_environment, "/tmp/autoloadd.said");
	for (waited = 0; stat(SOCKET, &found) && waited < 6000; waited++) {
		if (waitpid(daemon_pid, NULL, WNOHANG) > 0)
			break;
		usleep(100000);
	}
	printf("kl: autoloadd: %s\n", stat(SOCKET, &found) ? "not there" : "serves");
	free(copy);
}

void end_autoloadd(void)
{
	int status = -1;

	kill(daemon_pid, SIGTERM);
	waitpid(daemon_pid, &status, 0);
	printf("kl: autoloadd ended: %d\n", status);
	unlink(SOCKET);
}

/* What the kernel starts: no file is open, the environment is the kernel's own. */
int helper(int argc, char **argv)
{
	char *words[64];
	int fd, n = java_words(words), i;

	while ((fd = open("/dev/null", O_RDWR)) >= 0 && fd < 2)
		;
	fd = open("/tmp/helper.said", O_WRONLY | O_CREAT | O_APPEND, 0600);
	dup2(fd, 1);
	dup2(fd, 2);
	words[n++] = "-jar";
	words[n++] = "/j/kolink.jar";
	for (i = 1; i < argc && n < 63; i++)
		words[n++] = argv[i];
	words[n] = NULL;
	execve(words[0], words, java_environment);
	return 127;
}
