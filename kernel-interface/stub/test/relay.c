// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gives /dev/kolink to a program on the host, through a virtio serial port:
 * where no JVM runs, kolink links outside and loads in here.
 *
 * A request is u32 what, u32 file, u32 length, then length bytes; an answer is
 * s32 result or -errno, u32 length, then length bytes. All in network order.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "link.h"
#include "commands.h"

enum what { OPEN = 1, CLOSE, WRITE, READ, REMOVE, MODULES, QUIT };

static int move(int port, void *bytes, size_t size, int out)
{
	char *at = bytes;

	while (size) {
		ssize_t n = out ? write(port, at, size) : read(port, at, size);

		/* Nobody is at the other end yet. */
		if (n == 0 || (n < 0 && errno == EAGAIN)) {
			usleep(10000);
			continue;
		}
		if (n < 0)
			return -errno;
		at += n;
		size -= n;
	}
	return 0;
}

static int answer(int port, int32_t result, void *bytes, uint32_t size)
{
	uint32_t head[2] = { htonl(result), htonl(size) };
	int err = move(port, head, sizeof(head), 1);

	return err ? err : move(port, bytes, size, 1);
}

static int serve(int port, uint32_t what, int file, char *bytes, uint32_t size)
{
	struct file modules = { 0 };
	int err;

	switch (what) {
	case OPEN:
		file = open("/dev/kolink", O_RDWR | O_CLOEXEC);
		return answer(port, file < 0 ? -errno : file, NULL, 0);
	case CLOSE:
		return answer(port, close(file) ? -errno : 0, NULL, 0);
	case WRITE:
		err = write(file, bytes, size);
		return answer(port, err < 0 ? -errno : err, NULL, 0);
	case READ:
		size = size < 4 ? 0 : ntohl(*(uint32_t *)bytes);
		bytes = malloc(size + 1);
		err = read(file, bytes, size);
		err = answer(port, err < 0 ? -errno : err, bytes, err < 0 ? 0 : err);
		free(bytes);
		return err;
	case REMOVE:
		err = syscall(SYS_delete_module, bytes, O_NONBLOCK) ? -errno : 0;
		return answer(port, err, NULL, 0);
	case MODULES:
		err = read_file("/proc/modules", &modules);
		err = answer(port, err, modules.bytes, err ? 0 : modules.size);
		free(modules.bytes);
		return err;
	default:
		return answer(port, -ENOSYS, NULL, 0);
	}
}

void relay(const char *path)
{
	int port = open(path, O_RDWR | O_CLOEXEC);
	unsigned long served = 0;
	uint32_t head[3];
	char *bytes;
	int err;

	if (port < 0) {
		printf("kl: relay %s: %d\n", path, -errno);
		return;
	}
	do {
		err = move(port, head, sizeof(head), 0);
		if (err)
			break;
		bytes = calloc(1, ntohl(head[2]) + 1);
		err = move(port, bytes, ntohl(head[2]), 0);
		if (!err && ntohl(head[0]) == QUIT) {
			answer(port, 0, NULL, 0);
			free(bytes);
			break;
		}
		if (!err)
			err = serve(port, ntohl(head[0]), ntohl(head[1]), bytes, ntohl(head[2]));
		free(bytes);
		served++;
	} while (!err);
	printf("kl: relay: %d, %s\n", err, served ? "served" : "nothing served");
	close(port);
}
