// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a load costs. Time is the guest's clock: under QEMU's -icount shift=0 a
 * nanosecond is an instruction. When init starts, the tracepoint
 * initcall:initcall_start says, where the kernel has it.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "commands.h"

#define TRACING "/sys/kernel/tracing/"
#define MOST_STEPS 16

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static struct {
	const char *name;
	double at;
} marks[MOST_STEPS];
static int nmarks;

static void mark(const char *name)
{
	if (nmarks < MOST_STEPS && (!nmarks || strcmp(marks[nmarks - 1].name, name))) {
		marks[nmarks].name = name;
		marks[nmarks++].at = now();
	}
}

static int tracing(void)
{
	static int on = -1;

	if (on < 0) {
		mount("none", "/sys/kernel/tracing", "tracefs", 0, NULL);
		on = !write_text(TRACING "trace_clock", "mono") &&
		     !write_text(TRACING "events/initcall/initcall_start/enable", "1");
	}
	return on;
}

/* The last start of an init function [us]; 0: none since the trace was cleared. */
static double init_start(void)
{
	struct file trace;
	char *at, *line = NULL;
	double start = 0;

	if (!tracing() || read_file(TRACING "trace", &trace))
		return 0;
	for (at = trace.bytes; (at = strstr(at, ": initcall_start:")); at++)
		line = at;
	if (line) {
		*line = 0;
		while (line > trace.bytes && line[-1] != ' ')
			line--;
		start = strtod(line, NULL) * 1e6;
	}
	free(trace.bytes);
	return start;
}

/* "stock", "client", "bare" (the client, without tables for kallsyms) or "kolink". */
static long load_by(const char *how, const char *path)
{
	char line[512];

	without_symbols = !strcmp(how, "bare");
	if (!strcmp(how, "stock"))
		return insmod(path, "");
	if (strcmp(how, "kolink"))
		return load(path, "");
	snprintf(line, sizeof(line), "insmod %s", path);
	kolink(line);
	return 0;
}

void cost(const char *how, const char *path)
{
	unsigned long count, bytes, c, b;
	char name[64];
	double start, init, end;
	long err;
	int i;

	module_name(path, name, sizeof(name));
	tracing();
	settled_area(&count, &bytes);
	write_text(TRACING "trace", "");
	nmarks = 0;
	at_step = mark;
	start = now();
	err = load_by(how, path);
	end = now();
	at_step = NULL;
	init = init_start();
	settled_area(&c, &b);
	/* In thousands of nanoseconds, which are thousands of instructions. */
	printf("kl: cost %s %s: %ld, to init %.0f, all %.0f, areas %lu, bytes %lu;", how, name, err,
	       init ? init - start : end - start, end - start, c - count, b - bytes);
	for (i = 0; i < nmarks; i++)
		printf(" %s %.0f", marks[i].name, marks[i].at - start);
	printf("\n");
	rmmod(name);
	settled_area(&c, &b);
}

/* The number behind each occurrence of a word in a file, all together. */
static long sum_of(const char *path, const char *word)
{
	struct file file;
	long sum = 0;
	char *at;

	if (read_file(path, &file))
		return 0;
	for (at = file.bytes; (at = strstr(at, word)); at += strlen(word))
		sum += strtol(at + strlen(word), NULL, 10);
	free(file.bytes);
	return sum;
}

/*
 * Memory in use for other things than files [KiB], but for a constant. Lists of
 * each CPU hold free pages, too.
 */
static long used(void)
{
	write_text("/proc/sys/vm/drop_caches", "3");
	usleep(500000);
	return -(sum_of("/proc/meminfo", "MemFree:") + sum_of("/proc/meminfo", "\nCached:") +
		 sum_of("/proc/meminfo", "\nBuffers:") +
		 sum_of("/proc/zoneinfo", " count:") * (sysconf(_SC_PAGESIZE) / 1024));
}

/* The places of a module's name: in struct module, and what .modinfo says. */
static int find_names(struct module *m, char *names[2])
{
	char said[80];
	unsigned int i;

	snprintf(said, sizeof(said), "name=%s", m->name);
	for (i = 1; i < m->hdr->e_shnum; i++) {
		char *at = m->file.bytes + m->shdr[i].sh_offset;

		if (is_named(m, i, ".gnu.linkonce.this_module"))
			names[0] = memmem(at, m->shdr[i].sh_size, m->name, strlen(m->name));
		if (is_named(m, i, ".modinfo")) {
			names[1] = memmem(at, m->shdr[i].sh_size, said, strlen(said));
			names[1] += names[1] ? strlen("name=") : 0;
		}
	}
	return names[0] && names[1] && strlen(m->name) >= 4;
}

static void rename_copy(char *names[2], int number)
{
	char digits[16];

	snprintf(digits, sizeof(digits), "%03d", number);
	memcpy(names[0], digits, 3);
	memcpy(names[1], digits, 3);
}

/* Loads copies of a module, each under a name of its own, and tells what one takes. */
void copies(const char *how, int times, const char *path)
{
	unsigned long count, bytes, c, b;
	struct module m;
	char *names[2] = { NULL, NULL }, kept[64];
	long before, after;
	int n, done = 0;

	if (module_read(&m, path))
		return;
	if (!find_names(&m, names)) {
		printf("kl: copies: no name to change in %s\n", path);
		return;
	}
	snprintf(kept, sizeof(kept), "%s", m.name);
	settled_area(&count, &bytes);
	before = used();
	for (n = 0; n < times; n++) {
		char copy[80];
		int fd;

		rename_copy(names, n);
		snprintf(copy, sizeof(copy), "/tmp/%s.ko", names[0]);
		fd = open(copy, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		if (write(fd, m.file.bytes, m.file.size) != (ssize_t)m.file.size)
			break;
		close(fd);
		if (load_by(how, copy))
			break;
		unlink(copy);
		done++;
	}
	settled_area(&c, &b);
	after = used();
	printf("kl: copies %s %s: %d, each %lu areas, %lu bytes of areas, %.2f KiB in all\n", how, kept,
	       done, done ? (c - count) / done : 0, done ? (b - bytes) / done : 0,
	       done ? (double)(after - before) / done : 0);
	for (n = 0; n < done; n++) {
		rename_copy(names, n);
		rmmod(names[0]);
	}
	printf("kl: copies: %s\n", is_back(count, bytes) ? "memory back" : "MEMORY LOST");
	module_free(&m);
}
