// SPDX-License-Identifier: GPL-2.0-only
/* Clients that die, steps that fail, loaders that race: what is left behind? */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "commands.h"

/* Makes each step of COMMIT and ALLOC fail once. */
void faults(const char *path)
{
	unsigned long count, bytes;
	char number[16], name[64];
	int i, left;

	module_name(path, name, sizeof(name));
	settled_area(&count, &bytes);
	for (i = 1; i <= 107; i = i == 19 ? 100 : i + 1) {
		struct file file;
		int64_t err;

		snprintf(number, sizeof(number), "%d", i);
		write_text("/sys/module/kolink/parameters/fail_at", number);
		err = load(path, "");
		if (read_file("/sys/module/kolink/parameters/fail_at", &file)) {
			printf("kl: faults: the stub was not built with KOLINK_FAULT=1\n");
			return;
		}
		left = atoi(file.bytes);
		free(file.bytes);
		if (left) {
			printf("kl: fault %d: not met, %lld\n", i, (long long)err);
			write_text("/sys/module/kolink/parameters/fail_at", "0");
			if (!err)
				rmmod(name);
			continue;
		}
		printf("kl: fault %d: %lld, %s, %s\n", i, (long long)err,
		       is_loaded(name) ? "STILL THERE" : "gone",
		       is_back(count, bytes) ? "memory back" : "MEMORY LOST");
	}
	{
		int64_t err = load(path, "");

		printf("kl: fault none: %lld\n", (long long)err);
		printf("kl: fault rmmod: %ld\n", rmmod(name));
	}
}

static const char *die_at;	/* the step after which the client kills itself */

static void die(const char *step)
{
	if (!strcmp(die_at, step))
		kill(getpid(), SIGKILL);
}

/* The client kills itself after a step. */
void kill_at(const char *where, const char *path)
{
	unsigned long count, bytes;
	int status;
	pid_t pid;
	char name[64];

	module_name(path, name, sizeof(name));
	settled_area(&count, &bytes);
	pid = fork();
	if (!pid) {
		die_at = where;
		at_step = die;
		_exit(load(path, "") ? 1 : 0);
	}
	waitpid(pid, &status, 0);
	printf("kl: kill at %s: %s, %s", where,
	       WIFSIGNALED(status) ? "killed" : "NOT KILLED", is_loaded(name) ? "loaded" : "gone");
	if (is_loaded(name)) {
		printf(", rmmod %ld", rmmod(name));
	}
	printf(", %s\n", is_back(count, bytes) ? "memory back" : "MEMORY LOST");
}

static int tell_to;	/* a pipe to the parent */

static void tell(const char *step)
{
	if (!strcmp(die_at, step)) {
		/* Once: a step that comes again is the next one. */
		at_step = NULL;
		if (write(tell_to, "", 1) != 1)
			_exit(2);
	}
}

/* How long until the next step [us]. */
static struct timespec stamp;
static long longest;

static void measure(const char *step)
{
	struct timespec now;
	long us;

	clock_gettime(CLOCK_MONOTONIC, &now);
	us = (now.tv_sec - stamp.tv_sec) * 1000000 + (now.tv_nsec - stamp.tv_nsec) / 1000;
	if (stamp.tv_sec && us > longest)
		longest = us;
	stamp.tv_sec = 0;
	if (!strcmp(die_at, step))
		stamp = now;
}

/* Sleeps by the clock that loads are timed with: ticks of a guest's timer come early when QEMU catches up. */
static void doze(unsigned long us)
{
	struct timespec start, now;

	clock_gettime(CLOCK_MONOTONIC, &start);
	do {
		usleep(1);
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while ((now.tv_sec - start.tv_sec) * 1000000L +
		 (now.tv_nsec - start.tv_nsec) / 1000 < (long)us);
}

/* Kills clients at random moments between each step and the next. */
void kill_steps(int times, const char *path)
{
	static const char *const steps[] = {
		"open", "hello", "alloc", "firstwrite", "write", "commit"
	};
	unsigned long count, bytes;
	unsigned int s;
	char name[64];

	module_name(path, name, sizeof(name));
	settled_area(&count, &bytes);
	srand(2);
	for (s = 0; s < sizeof(steps) / sizeof(steps[0]); s++) {
		int loaded = 0, gone = 0, wrong = 0, i, status, pipes[2];
		char byte;

		die_at = steps[s];
		longest = 500;
		stamp.tv_sec = 0;
		at_step = measure;
		load(path, "");
		at_step = NULL;
		rmmod(name);
		for (i = 0; i < times; i++) {
			pid_t pid;

			if (pipe(pipes))
				wrong++;
			pid = fork();
			if (!pid) {
				tell_to = pipes[1];
				at_step = tell;
				load(path, "");
				pause();
			}
			if (read(pipes[0], &byte, 1) != 1)
				wrong++;
			doze((unsigned long)rand() % (longest + longest / 2));
			kill(pid, SIGKILL);
			waitpid(pid, &status, 0);
			close(pipes[0]);
			close(pipes[1]);
			if (is_loaded(name)) {
				loaded++;
				if (rmmod(name))
					wrong++;
			} else {
				gone++;
			}
			if (!is_back(count, bytes))
				wrong++;
		}
		printf("kl: kill after %s: %d times within %ld us, %d loaded, %d gone, %d wrong\n",
		       steps[s], times, longest + longest / 2, loaded, gone, wrong);
	}
}

/* Kills clients at random moments, for as long as a load takes. */
void kill_random(int times, const char *path)
{
	unsigned long count, bytes, longest;
	int loaded = 0, gone = 0, wrong = 0, i, status;
	struct timespec t0, t1;
	char name[64];

	module_name(path, name, sizeof(name));
	settled_area(&count, &bytes);
	clock_gettime(CLOCK_MONOTONIC, &t0);
	load(path, "");
	clock_gettime(CLOCK_MONOTONIC, &t1);
	longest = (t1.tv_sec - t0.tv_sec) * 1000000 + (t1.tv_nsec - t0.tv_nsec) / 1000;
	rmmod(name);
	srand(1);
	for (i = 0; i < times; i++) {
		pid_t pid = fork();

		if (!pid)
			_exit(load(path, "") ? 1 : 0);
		doze((unsigned long)rand() % (5 * longest + 5000));
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		if (is_loaded(name)) {
			loaded++;
			if (rmmod(name))
				wrong++;
		} else {
			gone++;
		}
		if (!is_back(count, bytes))
			wrong++;
	}
	printf("kl: kill random: %d times within %lu us, %d loaded, %d gone, %d wrong\n", times,
	       longest, loaded, gone, wrong);
}

/* Four processes load and remove the same module, two of them by insmod. */
void race(int times, const char *path)
{
	unsigned long count, bytes;
	int i, j, status, odd = 0;
	char name[64];

	module_name(path, name, sizeof(name));
	settled_area(&count, &bytes);
	for (i = 0; i < 4; i++) {
		if (fork())
			continue;
		for (j = 0; j < times; j++) {
			int64_t err = i % 2 ? insmod(path, "") : load(path, "");

			if (err && err != -EEXIST && err != -EBUSY)
				_exit(1);
			err = rmmod(name);
			if (err && err != -ENOENT && err != -EAGAIN && err != -EBUSY)
				_exit(1);
		}
		_exit(0);
	}
	while (wait(&status) > 0)
		odd += !!status;
	rmmod(name);
	printf("kl: race: %d odd, %s, %s\n", odd, is_loaded(name) ? "STILL THERE" : "gone",
	       is_back(count, bytes) ? "memory back" : "MEMORY LOST");
}
