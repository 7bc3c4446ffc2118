// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs that a guest runs beside the client, kolink's own command above all:
 * what they print is said line by line.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"

#define MOST_WORDS 64

char *const java_environment[] = {
	"PATH=/j/jre/bin", "LD_LIBRARY_PATH=/j/jre/lib:/j/lib", "HOME=/", "NO_COLOR=1", NULL
};

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* Its exit code, or 1000 and the signal's number; -errno if it could not run. */
static int run_program(char **words, const char *input, const char *tag)
{
	int pipes[2], status;
	char line[4096];
	FILE *said;
	pid_t pid;

	if (pipe(pipes))
		return -errno;
	fflush(stdout);
	pid = fork();
	if (!pid) {
		int in = open(input ? input : "/dev/null", O_RDONLY);

		dup2(in, 0);
		dup2(pipes[1], 1);
		dup2(pipes[1], 2);
		close(pipes[0]);
		close(pipes[1]);
		execve(words[0], words, java_environment);
		_exit(127);
	}
	close(pipes[1]);
	said = fdopen(pipes[0], "r");
	while (fgets(line, sizeof(line), said)) {
		line[strcspn(line, "\n")] = 0;
		printf("kl: %s: %s\n", tag, line);
	}
	fclose(said);
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* The options that start fastest: one short run each. */
int java_words(char **words)
{
	int n = 0;

	words[n++] = "/j/jre/bin/java";
	words[n++] = "-XX:+UseSerialGC";
	words[n++] = "-XX:TieredStopAtLevel=1";
	words[n++] = "-Xshare:auto";
	words[n++] = "-Xmx600m";
	return n;
}

static int java(const char *first, const char *second, char *rest, const char *input)
{
	char *words[MOST_WORDS + 1];
	int n = java_words(words);

	words[n++] = (char *)first;
	words[n++] = (char *)second;
	while (rest && n < MOST_WORDS) {
		char *word = strsep(&rest, " ");

		if (*word)
			words[n++] = word;
	}
	words[n] = NULL;
	return run_program(words, input, "kolink");
}

void kolink(const char *line)
{
	char *words = strdup(line);
	double start = seconds();
	int code = java("-jar", "/j/kolink.jar", words, NULL);

	printf("kl: kolink %s: %d\n", line, code);
	printf("kl: took %.1f s\n", seconds() - start);
	free(words);
}

void kolink_all(const char *lines)
{
	char words[] = "io.github.kolink.cli.guest.CommandLines";
	double start = seconds();
	int code = java("-cp", "/j/kolink.jar:/j/classes", words, lines);

	printf("kl: kolinkall %s: %d\n", lines, code);
	printf("kl: took %.1f s\n", seconds() - start);
}
