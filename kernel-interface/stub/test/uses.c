// SPDX-License-Identifier: GPL-2.0-only
/*
 * Real uses of what modules bring: a file system, a network protocol, a digest. And what a
 * user without privileges gets of the device.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/if_alg.h>
#include <linux/loop.h>
#include <linux/vm_sockets.h>

#include "client.h"
#include "commands.h"

/* Mounts an image through a loop device, writes to it, and reads it back. */
void use(const char *image, const char *type)
{
	static const char text[] = "written through modules that userspace linked\n";
	int file = open(image, O_RDWR | O_CLOEXEC), loop = open("/dev/loop0", O_RDWR | O_CLOEXEC);
	struct file back;

	printf("kl: use: loop %d\n", ioctl(loop, LOOP_SET_FD, file) ? -errno : 0);
	printf("kl: use: mount %d\n", mount("/dev/loop0", "/mnt", type, 0, NULL) ? -errno : 0);
	close(open("/mnt/file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	printf("kl: use: write %d\n", write_text("/mnt/file", text));
	printf("kl: use: rmmod while mounted %ld\n", rmmod(type));
	printf("kl: use: umount %d\n", umount("/mnt") ? -errno : 0);
	printf("kl: use: mount %d\n",
	       mount("/dev/loop0", "/mnt", type, MS_RDONLY, NULL) ? -errno : 0);
	if (read_file("/mnt/file", &back) || strcmp(back.bytes, text))
		printf("kl: use: WRONG contents\n");
	else
		printf("kl: use: read back\n");
	printf("kl: use: umount %d\n", umount("/mnt") ? -errno : 0);
	printf("kl: use: loop off %d\n", ioctl(loop, LOOP_CLR_FD, 0) ? -errno : 0);
	close(loop);
	close(file);
}

/* One connection through the loopback transport. */
void use_vsock(void)
{
	static const char text[] = "through a protocol that userspace linked";
	struct sockaddr_vm addr = {
		.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_ANY, .svm_port = 1234,
	};
	char back[sizeof(text)] = "";
	int listener = socket(AF_VSOCK, SOCK_STREAM, 0), client, server;

	printf("kl: vsock: socket %d\n", listener < 0 ? -errno : 0);
	if (bind(listener, (struct sockaddr *)&addr, sizeof(addr)) || listen(listener, 1)) {
		printf("kl: vsock: listen %d\n", -errno);
		return;
	}
	addr.svm_cid = VMADDR_CID_LOCAL;
	client = socket(AF_VSOCK, SOCK_STREAM, 0);
	printf("kl: vsock: connect %d\n",
	       connect(client, (struct sockaddr *)&addr, sizeof(addr)) ? -errno : 0);
	server = accept(listener, NULL, NULL);
	if (write(client, text, sizeof(text)) != sizeof(text))
		printf("kl: vsock: write %d\n", -errno);
	if (recv(server, back, sizeof(back), MSG_WAITALL) == sizeof(back) && !strcmp(back, text))
		printf("kl: vsock: came through\n");
	else
		printf("kl: vsock: WRONG answer\n");
	close(server);
	close(client);
	close(listener);
}

/* The digest of "abc". */
void use_hash(const char *algorithm, const char *expected)
{
	struct sockaddr_alg addr = { .salg_family = AF_ALG, .salg_type = "hash" };
	unsigned char digest[64];
	char text[2 * sizeof(digest) + 1] = "";
	int socket_of, op, i, n;

	snprintf((char *)addr.salg_name, sizeof(addr.salg_name), "%s", algorithm);
	socket_of = socket(AF_ALG, SOCK_SEQPACKET, 0);
	printf("kl: hash %s: bind %d\n", algorithm,
	       bind(socket_of, (struct sockaddr *)&addr, sizeof(addr)) ? -errno : 0);
	op = accept(socket_of, NULL, 0);
	if (write(op, "abc", 3) != 3)
		printf("kl: hash: write %d\n", -errno);
	n = read(op, digest, sizeof(digest));
	for (i = 0; i < n; i++)
		sprintf(text + 2 * i, "%02x", digest[i]);
	printf("kl: hash %s: %s\n", algorithm, strcmp(text, expected) ? "WRONG digest" : "right");
	close(op);
	close(socket_of);
}

/* Another user must not get further than open. */
void unprivileged(void)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (setgid(65534) || setuid(65534))
			_exit(255);
		if (open("/dev/kolink", O_RDWR | O_CLOEXEC) >= 0)
			_exit(0);
		_exit(errno);
	}
	waitpid(pid, &status, 0);
	printf("kl: unprivileged open: %d\n", -WEXITSTATUS(status));
}
