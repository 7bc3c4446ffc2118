// SPDX-License-Identifier: Apache-2.0
/*
 * The kernel's helper where "kolink autoloadd" runs: hands a name to the daemon
 * and ends with 0 only if it is loaded. Protocol: docs/autoload.md, version 1.
 *
 *	cc -O2 -static -o /sbin/kolink-request kolink-request.c
 *	echo /sbin/kolink-request >/proc/sys/kernel/modprobe
 *
 * The argument forms are those of every kernel: -q -- NAME (2.6 to 7.3),
 * -s -k [--] NAME (2.2, 2.4), -k NAME (2.1), and kerneld's -r -s NAME, which
 * releases. What fails is told once, in the kernel's log, else on standard
 * error; with -q not of names that nobody knows.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#ifndef KOLINK_SOCKET
#define KOLINK_SOCKET "/run/kolink/autoload"
#endif

#define GREETING "kolink-autoload\t1\n"
#define MOST_NAME 256	/* a kernel's own limit, MODULE_NAME_LEN, is far below */
#define MOST_LINE 65536

static void say(const char *form, ...)
{
	char line[1024];
	int n = snprintf(line, sizeof(line), "<3>kolink-request: ");
	int log = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	va_list values;

	va_start(values, form);
	vsnprintf(line + n, sizeof(line) - n - 1, form, values);
	va_end(values);
	strcat(line, "\n");
	if (log < 0 || write(log, line, strlen(line)) < 0)
		fputs(line + 3, stderr);
	if (log >= 0)
		close(log);
}

/* One line of an answer, without its end; 0 if the daemon is gone or says too much. */
static int line_of(int daemon, char *line)
{
	size_t length = 0;

	while (length < MOST_LINE - 1) {
		ssize_t n = read(daemon, line + length, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 0;
		if (line[length] == '\n') {
			line[length] = 0;
			return 1;
		}
		length++;
	}
	return 0;
}

static int connected(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int daemon = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (daemon < 0 || strlen(path) >= sizeof(address.sun_path))
		return -1;
	strcpy(address.sun_path, path);
	if (connect(daemon, (struct sockaddr *)&address, sizeof(address))) {
		close(daemon);
		return -1;
	}
	return daemon;
}

/* A request's line: what separates fields, and '%', as % and four hexadecimal digits. */
static size_t request(char *line, const char *verb, const char *name)
{
	size_t length = sprintf(line, "1\t%s\t", verb);

	for (; *name; name++) {
		unsigned char c = *name;

		if (c < 0x20 || c == 0x7f || c == '%')
			length += sprintf(line + length, "%%%04x", c);
		else
			line[length++] = c;
	}
	line[length++] = '\n';
	return length;
}

static int asked(const char *path, const char *verb, const char *name, int quiet)
{
	static char line[MOST_LINE];
	char *status, *message;
	size_t length, sent = 0;
	int daemon = connected(path), error;

	if (daemon < 0) {
		say("%s: no daemon at %s: %s", name, path, strerror(errno));
		return 1;
	}
	if (!line_of(daemon, line) || strncmp(line, GREETING, sizeof(GREETING) - 2)
	    || strlen(line) != sizeof(GREETING) - 2) {
		say("%s: %s is no daemon of this version", name, path);
		return 1;
	}
	length = request(line, verb, name);
	while (sent < length) {
		ssize_t n = write(daemon, line + sent, length - sent);

		if (n < 0 && errno != EINTR) {
			say("%s: the daemon does not listen: %s", name, strerror(errno));
			return 1;
		}
		sent += n > 0 ? n : 0;
	}
	if (!line_of(daemon, line)) {
		say("%s: the daemon ended without an answer", name);
		return 1;
	}
	/* Number, errno, message, results. */
	status = strchr(line, '\t');
	if (strncmp(line, "1\t", 2) || !status || status[1] < '0' || status[1] > '9') {
		say("%s: the daemon's answer is none", name);
		return 1;
	}
	error = strtol(status + 1, &message, 10);
	if (error && !(quiet && error == ENOENT)) {
		message += *message == '\t';
		message[strcspn(message, "\t")] = 0;
		say("%s: %s", name, *message ? message : strerror(error));
	}
	return error != 0;
}

int main(int argc, char **argv)
{
	const char *verb = "request", *path = getenv("KOLINK_SOCKET");
	int i = 1, quiet = 0;

	/* The kernel starts its helper with no file open. */
	while ((i = open("/dev/null", O_RDWR)) >= 0 && i < 3)
		;
	if (i >= 3)
		close(i);
	signal(SIGPIPE, SIG_IGN);
	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		if (!strcmp(argv[i], "--")) {
			i++;
			break;
		}
		if (!strcmp(argv[i], "-r"))
			verb = "release";
		else if (!strcmp(argv[i], "-q"))
			quiet = 1;
		else if (strcmp(argv[i], "-k") && strcmp(argv[i], "-s"))
			break;
	}
	if (i != argc - 1 || !*argv[i] || strlen(argv[i]) > MOST_NAME) {
		fputs("Usage: kolink-request [-q] [-k] [-s] [-r] [--] NAME\n", stderr);
		return 2;
	}
	return asked(path && *path ? path : KOLINK_SOCKET, verb, argv[i], quiet);
}
