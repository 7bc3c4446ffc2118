// SPDX-License-Identifier: GPL-2.0-only
/*
 * Process 1 of a guest that tries the stub: reads /script, a command per line,
 * and says what came of each. It judges nothing; the host compares.
 */
#include <dirent.h>
#include <linux/loop.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "link.h"

#define PIECE (1u << 20)

static int device = -1;
static unsigned long base_count, base_bytes;	/* what the command "base" found */
static const char *die_at;	/* the step after which the client kills itself */

static void step(const char *name)
{
	if (die_at && !strcmp(die_at, name))
		kill(getpid(), SIGKILL);
}

/* ---- the device ---- */

static int64_t ask2(uint32_t op, const void *a, size_t an, const void *b, size_t bn, void *reply,
		    size_t room)
{
	struct kl_msg *msg = malloc(sizeof(*msg) + an + bn);
	int64_t status;
	ssize_t n;

	msg->op = op;
	msg->len = an + bn;
	memcpy(msg + 1, a, an);
	memcpy((char *)(msg + 1) + an, b, bn);
	n = write(device, msg, sizeof(*msg) + an + bn);
	free(msg);
	if (n < 0)
		return -errno;
	n = read(device, reply, room);
	if (n < (ssize_t)sizeof(status))
		return -EIO;
	memcpy(&status, reply, sizeof(status));
	return status;
}

static int64_t ask(uint32_t op, const void *a, size_t an, void *reply, size_t room)
{
	return ask2(op, a, an, NULL, 0, reply, room);
}

static int64_t hello(struct kl_hello_r *reply)
{
	struct kl_hello req = { .magic = KL_MAGIC, .major = KL_MAJOR, .minor = KL_MINOR };

	return ask(KL_HELLO, &req, sizeof(req), reply, sizeof(*reply));
}

static int open_device(void)
{
	device = open("/dev/kolink", O_RDWR | O_CLOEXEC);
	return device < 0 ? -errno : 0;
}

static void close_device(void)
{
	if (device >= 0)
		close(device);
	device = -1;
}

static int64_t resolve(struct module *m)
{
	static char reply[65536];
	struct kl_status *status = (void *)reply;
	struct kl_resolve_r *r = (void *)(status + 1);
	unsigned int i, first = 1, n;

	while (first < m->nsyms) {
		char *names = malloc(1 << 20);
		size_t len = 0;
		int64_t err;

		for (n = 0, i = first; i < m->nsyms && n < 700; i++)
			if (m->syms[i].st_shndx == SHN_UNDEF) {
				const char *name = m->strings + m->syms[i].st_name;

				strcpy(names + len, name);
				len += strlen(name) + 1;
				n++;
			}
		err = n ? ask(KL_RESOLVE, names, len, reply, sizeof(reply)) : 0;
		free(names);
		if (err)
			return err;
		if (n && status->ret != n)
			return -EPROTO;
		for (n = 0; first < i; first++)
			if (m->syms[first].st_shndx == SHN_UNDEF)
				m->found[first] = r[n++];
	}
	return 0;
}

static int64_t write_class(uint64_t addr, const char *bytes, uint64_t size)
{
	struct kl_status status;
	uint64_t at, n, to;
	int64_t err;

	for (at = 0; at < size; at += n) {
		n = size - at < PIECE ? size - at : PIECE;
		to = addr + at;
		err = ask2(KL_WRITE, &to, sizeof(to), bytes + at, n, &status, sizeof(status));
		if (err)
			return err;
		step("firstwrite");
	}
	return 0;
}

static size_t pad(size_t n)
{
	return (n + 7) / 8 * 8;
}

/* The whole COMMIT message. */
static char *describe(struct module *m, const char *args, size_t *len)
{
	size_t names_len = m->shdr[m->hdr->e_shstrndx].sh_size;
	size_t blob = sizeof(Ehdr) + m->hdr->e_shnum * sizeof(Shdr) + names_len;
	size_t args_len = strlen(args) + 1;
	unsigned int i, j, ndeps = 0;
	struct kl_commit req = { 0 };
	struct kl_dep *deps;
	Ehdr *hdr;
	Shdr *shdr;
	char *msg = calloc(1, sizeof(req) + pad(blob) + pad(args_len) + 256 * sizeof(*deps));

	hdr = (Ehdr *)(msg + sizeof(req));
	memcpy(hdr, m->hdr, sizeof(*hdr));
	hdr->e_shoff = sizeof(*hdr);
	shdr = (Shdr *)(hdr + 1);
	memcpy(shdr, m->shdr, m->hdr->e_shnum * sizeof(Shdr));
	memset(shdr, 0, sizeof(*shdr));
	for (i = 1; i < m->hdr->e_shnum; i++) {
		if (m->class[i] == CLASS_PERCPU) {
			shdr[i].sh_flags &= ~SHF_ALLOC;
		} else if (m->class[i] < 0) {
			shdr[i].sh_flags &= ~SHF_ALLOC;
			shdr[i].sh_addr = 0;
			shdr[i].sh_size = 0;
		}
		if (is_named(m, i, ".gnu.linkonce.this_module")) {
			req.this_module = shdr[i].sh_addr;
			req.this_module_len = shdr[i].sh_size;
		}
	}
	i = m->hdr->e_shstrndx;
	shdr[i].sh_offset = sizeof(Ehdr) + m->hdr->e_shnum * sizeof(Shdr);
	shdr[i].sh_size = names_len;
	memcpy((char *)hdr + shdr[i].sh_offset, m->names, names_len);
	strcpy((char *)hdr + pad(blob), args);

	deps = (struct kl_dep *)((char *)hdr + pad(blob) + pad(args_len));
	for (i = 1; i < m->nsyms; i++) {
		const struct kl_resolve_r *r = &m->found[i];

		if (!r->owner[0])
			continue;
		for (j = 0; j < ndeps; j++)
			if (!strcmp(deps[j].name, r->owner))
				break;
		if (j < ndeps)
			continue;
		snprintf(deps[ndeps].name, sizeof(deps->name), "%s", r->owner);
		deps[ndeps++].base = r->owner_base;
	}

	req.symtab = m->symtab[0];
	req.nsyms = m->nsym[0];
	req.strtab = m->strtab[0];
	req.strtab_len = m->strtab_len[0];
	req.typetab = m->typetab[0];
	req.init_symtab = m->symtab[1];
	req.init_nsyms = m->nsym[1];
	req.init_strtab = m->strtab[1];
	req.init_strtab_len = m->strtab_len[1];
	req.init_typetab = m->typetab[1];
	req.ehdr_len = blob;
	req.args_len = args_len;
	req.ndeps = ndeps;
	memcpy(msg, &req, sizeof(req));
	*len = sizeof(req) + pad(blob) + pad(args_len) + ndeps * sizeof(*deps);
	return msg;
}

/* Everything up to the COMMIT message, which the caller frees. */
static int64_t prepare(struct module *m, const char *path, const char *args, char **msg,
		       size_t *len)
{
	struct kl_hello_r hello_reply;
	struct kl_alloc_r alloc_reply;
	struct kl_alloc req = { 0 };
	int64_t err;
	int i;

	err = module_read(m, path);
	if (err)
		return err;
	err = open_device();
	if (err)
		return err;
	step("open");
	err = hello(&hello_reply);
	if (err)
		return err;
	step("hello");
	m->sizeof_module = hello_reply.sizeof_module;
	module_layout(m);
	memcpy(req.name, m->name, sizeof(req.name));
	memcpy(req.size, m->size, sizeof(req.size));
	req.pcpu_size = m->pcpu_size;
	req.pcpu_align = m->pcpu_align;
	err = ask(KL_ALLOC, &req, sizeof(req), &alloc_reply, sizeof(alloc_reply));
	if (err)
		return err;
	memcpy(m->addr, alloc_reply.addr, sizeof(m->addr));
	m->pcpu = alloc_reply.pcpu;
	step("alloc");
	err = resolve(m);
	if (!err)
		err = module_relocate(m);
	for (i = 0; i < KL_CLASSES && !err; i++)
		err = write_class(m->addr[i], m->image[i], m->size[i]);
	if (!err)
		err = write_class(m->pcpu, m->pcpu_image, m->pcpu_size);
	if (err)
		return err;
	step("write");
	*msg = describe(m, args, len);
	return 0;
}

/* 0, what COMMIT said, or what init said. */
static int64_t load(const char *path, const char *args)
{
	struct kl_status status = { 0 };
	struct module m;
	char *msg = NULL;
	size_t len;
	int64_t err;

	err = prepare(&m, path, args, &msg, &len);
	if (!err)
		err = ask(KL_COMMIT, msg, len, &status, sizeof(status));
	if (!err)
		err = (int64_t)status.ret;
	step("commit");
	free(msg);
	close_device();
	module_free(&m);
	return err;
}

/* ---- commands ---- */

static long insmod(const char *path, const char *args)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	long err;

	if (fd < 0)
		return -errno;
	err = syscall(SYS_finit_module, fd, args, 0);
	err = err ? -errno : 0;
	close(fd);
	return err;
}

static long rmmod(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;
}

static long load_stub(const char *path, const char *args, int hide, const char *wrong)
{
	struct file file;
	int err = read_file(path, &file);

	if (!err)
		err = prelink_stub(&file, hide, wrong);
	if (!err)
		err = syscall(SYS_init_module, file.bytes, file.size, args) ? -errno : 0;
	free(file.bytes);
	return err;
}

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

static void show(const char *path, const char *only)
{
	struct file file;
	char *line, *rest;

	if (read_file(path, &file)) {
		printf("kl: show %s: absent\n", path);
		return;
	}
	rest = file.bytes;
	while ((line = strsep(&rest, "\n")))
		if (*line && (!only || strstr(line, only)))
			printf("kl: show %s: %s\n", path, line);
	free(file.bytes);
}

/* Areas that hold modules' memory: number and bytes, guard pages included. */
static void area(unsigned long *count, unsigned long *bytes)
{
	static const char *const callers[] = {
		" load_module+", " move_module+", " layout_and_allocate+", "[kolink]",
		" module_alloc", " execmem_", " module_memory_alloc",
	};
	struct file file;
	char *line, *rest;
	unsigned int i;

	*count = 0;
	*bytes = 0;
	if (read_file("/proc/vmallocinfo", &file))
		return;
	rest = file.bytes;
	while ((line = strsep(&rest, "\n")))
		for (i = 0; i < sizeof(callers) / sizeof(callers[0]); i++)
			if (strstr(line, callers[i])) {
				char *size = strchr(line, ' ');

				++*count;
				*bytes += size ? strtoul(size, NULL, 10) : 0;
				break;
			}
	free(file.bytes);
}

/* Init memory is freed by a work item: waits until the numbers stand still. */
static void settled_area(unsigned long *count, unsigned long *bytes)
{
	unsigned long c, b;
	int i, same = 0;

	area(count, bytes);
	for (i = 0; i < 100 && same < 3; i++) {
		usleep(30000);
		area(&c, &b);
		same = c == *count && b == *bytes ? same + 1 : 0;
		*count = c;
		*bytes = b;
	}
}

static int is_loaded(const char *name)
{
	char key[80];
	struct file file;
	int yes;

	if (read_file("/proc/modules", &file))
		return 0;
	snprintf(key, sizeof(key), "\n%s ", name);
	yes = strstr(file.bytes, key) || !strncmp(file.bytes, key + 1, strlen(key) - 1);
	free(file.bytes);
	return yes;
}

static void module_name(const char *path, char *name, size_t room)
{
	const char *base = strrchr(path, '/');
	char *at;

	snprintf(name, room, "%s", base ? base + 1 : path);
	at = strstr(name, ".ko");
	if (at)
		*at = 0;
	for (at = name; *at; at++)
		if (*at == '-')
			*at = '_';
}

/* Makes each step of COMMIT and ALLOC fail once. */
static void faults(const char *path)
{
	unsigned long count, bytes, c, b;
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
			settled_area(&c, &b);
			continue;
		}
		settled_area(&c, &b);
		printf("kl: fault %d: %lld, %s, %s\n", i, (long long)err,
		       is_loaded(name) ? "STILL THERE" : "gone",
		       c == count && b == bytes ? "memory back" : "MEMORY LOST");
	}
	{
		int64_t err = load(path, "");

		printf("kl: fault none: %lld\n", (long long)err);
		printf("kl: fault rmmod: %ld\n", rmmod(name));
	}
}

/* The client kills itself after a step. */
static void kill_at(const char *where, const char *path)
{
	unsigned long count, bytes, c, b;
	int status;
	pid_t pid;
	char name[64];

	module_name(path, name, sizeof(name));
	settled_area(&count, &bytes);
	pid = fork();
	if (!pid) {
		die_at = where;
		_exit(load(path, "") ? 1 : 0);
	}
	waitpid(pid, &status, 0);
	settled_area(&c, &b);
	printf("kl: kill at %s: %s, %s", where,
	       WIFSIGNALED(status) ? "killed" : "NOT KILLED", is_loaded(name) ? "loaded" : "gone");
	if (is_loaded(name)) {
		printf(", rmmod %ld", rmmod(name));
		settled_area(&c, &b);
	}
	printf(", %s\n", c == count && b == bytes ? "memory back" : "MEMORY LOST");
}

/* Kills clients at random moments, for as long as a load takes. */
static void kill_random(int times, const char *path)
{
	unsigned long count, bytes, c, b, longest;
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
	settled_area(&c, &b);
	srand(1);
	for (i = 0; i < times; i++) {
		pid_t pid = fork();

		if (!pid)
			_exit(load(path, "") ? 1 : 0);
		usleep((unsigned long)rand() % (2 * longest + 2000));
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		if (is_loaded(name)) {
			loaded++;
			if (rmmod(name))
				wrong++;
		} else {
			gone++;
		}
		settled_area(&c, &b);
		if (c != count || b != bytes)
			wrong++;
	}
	printf("kl: kill random: %d times within %lu us, %d loaded, %d gone, %d wrong\n", times,
	       longest, loaded, gone, wrong);
}

/* Four processes load and remove the same module, two of them by insmod. */
static void race(int times, const char *path)
{
	unsigned long count, bytes, c, b;
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
	settled_area(&c, &b);
	printf("kl: race: %d odd, %s, %s\n", odd, is_loaded(name) ? "STILL THERE" : "gone",
	       c == count && b == bytes ? "memory back" : "MEMORY LOST");
}

static void list(void)
{
	static char reply[65536];
	struct kl_status *status = (void *)reply;
	struct kl_list_r *r = (void *)(status + 1);
	struct kl_hello_r hello_reply;
	uint64_t first = 0;
	unsigned int i;

	if (open_device() || hello(&hello_reply) ||
	    ask(KL_LIST, &first, sizeof(first), reply, sizeof(reply))) {
		printf("kl: list: failed\n");
		close_device();
		return;
	}
	printf("kl: list: %u\n", (unsigned int)status->ret);
	for (i = 0; i < status->ret; i++)
		printf("kl: list: %s %llu bytes, state %u\n", r[i].name,
		       (unsigned long long)r[i].size, r[i].state);
	close_device();
}

#include "hostile.h"

static void say_hello(void)
{
	struct kl_hello_r r;
	int64_t err = open_device();

	if (!err)
		err = hello(&r);
	if (err) {
		printf("kl: hello: %lld\n", (long long)err);
	} else {
		printf("kl: hello: %u.%u caps %u module %u init %u exit %u release %s\n", r.major,
		       r.minor, r.caps, r.sizeof_module, r.off_init, r.off_exit, r.release);
	}
	close_device();
}

/* Lab mode: what a call returned, and whether the memory came back. */
static void lab(const char *path, const char *how)
{
	struct kl_status status = { 0 };
	struct kl_call call = { 0 };
	unsigned long count, bytes, c, b;
	uint64_t init = 0, exit_at = 0;
	struct module m;
	char *msg = NULL;
	unsigned int i;
	size_t len;
	int64_t err;

	settled_area(&count, &bytes);
	err = prepare(&m, path, "", &msg, &len);
	for (i = 1; !err && i < m.nsyms; i++) {
		const char *name = m.strings + m.syms[i].st_name;
		uint64_t at = m.syms[i].st_shndx && m.syms[i].st_shndx < m.hdr->e_shnum ?
			      m.shdr[m.syms[i].st_shndx].sh_addr + m.syms[i].st_value : 0;

		if (!strcmp(name, "init_module"))
			init = at;
		if (!strcmp(name, "cleanup_module"))
			exit_at = at;
	}
	call.addr = init;
	printf("kl: lab: prepared %lld\n", (long long)err);
	printf("kl: lab: call unsealed %lld\n",
	       (long long)ask(KL_CALL, &call, sizeof(call), &status, sizeof(status)));
	printf("kl: lab: seal %lld\n",
	       (long long)ask(KL_SEAL, NULL, 0, &status, sizeof(status)));
	printf("kl: lab: write sealed %lld\n",
	       (long long)write_class(m.addr[KL_DATA], "12345678", 8));
	call.addr = m.addr[KL_DATA];
	printf("kl: lab: call data %lld\n",
	       (long long)ask(KL_CALL, &call, sizeof(call), &status, sizeof(status)));
	call.addr = init;
	for (i = 0; i < 2; i++) {
		err = ask(KL_CALL, &call, sizeof(call), &status, sizeof(status));
		printf("kl: lab: call %lld returned %lld\n", (long long)err,
		       (long long)status.ret);
	}
	printf("kl: lab: onclose data %lld\n",
	       (long long)ask(KL_ONCLOSE, &m.addr[KL_DATA], 8, &status, sizeof(status)));
	if (strcmp(how, "plain"))
		printf("kl: lab: onclose %lld\n",
		       (long long)ask(KL_ONCLOSE, &exit_at, 8, &status, sizeof(status)));
	if (!strcmp(how, "detach")) {
		struct kl_hello_r hello_reply;
		char name[KL_NAME_LEN] = { 0 };

		printf("kl: lab: detach %lld\n",
		       (long long)ask(KL_DETACH, NULL, 0, &status, sizeof(status)));
		close_device();
		list();
		printf("kl: lab: rmmod stub %ld\n", rmmod("kolink"));
		open_device();
		hello(&hello_reply);
		printf("kl: lab: attach other %lld\n",
		       (long long)ask(KL_ATTACH, name, sizeof(name), &status, sizeof(status)));
		snprintf(name, sizeof(name), "%s", m.name);
		printf("kl: lab: attach %lld\n",
		       (long long)ask(KL_ATTACH, name, sizeof(name), &status, sizeof(status)));
	}
	close_device();
	free(msg);
	module_free(&m);
	settled_area(&c, &b);
	printf("kl: lab %s: %s\n", how, c == count && b == bytes ? "memory back" : "MEMORY LOST");
}

static void load_all(const char *dir, int stock)
{
	struct dirent **entry;
	int n = scandir(dir, &entry, NULL, alphasort), i;

	for (i = 0; i < n; i++) {
		char path[512];
		long long err;

		if (!strstr(entry[i]->d_name, ".ko"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, entry[i]->d_name);
		err = stock ? insmod(path, "") : load(path, "");
		printf("kl: all %s: %lld\n", entry[i]->d_name, err);
	}
}

/* Removes what can be removed, until nothing more can. */
static void remove_all(void)
{
	int removed = 0, again;
	char name[64];

	do {
		struct file file;
		char *line, *rest;

		again = 0;
		read_file("/proc/modules", &file);
		rest = file.bytes;
		while ((line = strsep(&rest, "\n"))) {
			if (sscanf(line, "%63s", name) != 1 || !strcmp(name, "kolink"))
				continue;
			if (!rmmod(name)) {
				removed++;
				again = 1;
			}
		}
		free(file.bytes);
	} while (again);
	printf("kl: removed: %d\n", removed);
}

/* Lines of the kernel's log that hold a word, without the time. */
static void show_log(const char *word)
{
	size_t room = 1 << 22;
	char *text = malloc(room), *line, *rest = text;
	int n = klogctl(3, text, room - 1);

	text[n < 0 ? 0 : n] = 0;
	while ((line = strsep(&rest, "\n"))) {
		char *said = *line == '<' ? strchr(line, '>') + 1 : line;

		if (*said == '[' && strchr(said, ']'))
			said = strchr(said, ']') + 2;
		if (strstr(said, word))
			printf("kl: log: %s\n", said);
	}
	free(text);
}

/* What the kernel complained of. */
static void complaints(void)
{
	static const char *const words[] = {
		"WARNING:", "BUG:", "Oops", "general protection", "Unable to handle", "refcount",
		"list_add corruption", "list_del corruption", "cannot create duplicate",
		"scheduling while atomic", "rcu_sched", "hung", "Bad page",
	};
	size_t room = 1 << 22;
	char *text = malloc(room), *line, *rest = text;
	int n = klogctl(3, text, room - 1), count = 0;
	unsigned int i;

	text[n < 0 ? 0 : n] = 0;
	while ((line = strsep(&rest, "\n")))
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (strstr(line, words[i])) {
				printf("kl: complaint: %s\n", line);
				count++;
				break;
			}
	printf("kl: complaints: %d\n", count);
	free(text);
}

/* Mounts an image through a loop device, writes to it, and reads it back. */
static void use(const char *image, const char *type)
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

static void run(char *line)
{
	char *word[5] = { 0 };
	char *rest = line;
	int n = 0;
	unsigned long count, bytes;
	/* Arguments of a module are the rest of the line. */
	int most = !strncmp(line, "load ", 5) || !strncmp(line, "insmod ", 7) ? 2 : 4;

	while (n < most && (word[n] = strsep(&rest, " ")))
		n++;
	if (n == most && rest)
		word[n++] = rest;
#define IS(name, words) (!strcmp(word[0], name) && n >= 1 + (words))
	if (IS("echo", 1))
		printf("kl: %s\n", word[1]);
	else if (IS("stub", 1))
		printf("kl: stub: %ld\n", load_stub(word[1], n > 2 ? word[2] : "", 0, NULL));
	else if (IS("hidden-stub", 1))
		printf("kl: stub: %ld\n", load_stub(word[1], n > 2 ? word[2] : "", 1, NULL));
	else if (IS("wrong-stub", 2))
		printf("kl: stub with wrong %s: %ld\n", word[2],
		       load_stub(word[1], "", 0, word[2]));
	else if (IS("load", 1))
		printf("kl: load %s: %lld\n", word[1],
		       (long long)load(word[1], n > 2 ? word[2] : ""));
	else if (IS("insmod", 1))
		printf("kl: insmod %s: %ld\n", word[1], insmod(word[1], n > 2 ? word[2] : ""));
	else if (IS("rmmod", 1))
		printf("kl: rmmod %s: %ld\n", word[1], rmmod(word[1]));
	else if (IS("show", 1))
		show(word[1], word[2]);
	else if (IS("write", 2))
		printf("kl: write %s: %d\n", word[1], write_text(word[1], word[2]));
	else if (IS("area", 0)) {
		settled_area(&count, &bytes);
		printf("kl: area: %lu areas, %lu bytes\n", count, bytes);
	} else if (IS("base", 0)) {
		settled_area(&base_count, &base_bytes);
	} else if (IS("same", 0)) {
		settled_area(&count, &bytes);
		printf("kl: same: %s\n", count == base_count && bytes == base_bytes ?
		       "memory back" : "MEMORY LOST");
	} else if (IS("faults", 1))
		faults(word[1]);
	else if (IS("kill", 2))
		kill_at(word[1], word[2]);
	else if (IS("killrandom", 2))
		kill_random(atoi(word[1]), word[2]);
	else if (IS("race", 2))
		race(atoi(word[1]), word[2]);
	else if (IS("refusals", 1))
		refusals(word[1]);
	else if (IS("fuzz", 3))
		fuzz(atoi(word[1]), atoi(word[2]), word[3]);
	else if (IS("list", 0))
		list();
	else if (IS("hello", 0))
		say_hello();
	else if (IS("loadall", 1))
		load_all(word[1], 0);
	else if (IS("insmodall", 1))
		load_all(word[1], 1);
	else if (IS("use", 2))
		use(word[1], word[2]);
	else if (IS("lab", 2))
		lab(word[1], word[2]);
	else if (IS("log", 1))
		show_log(word[1]);
	else if (IS("complaints", 0))
		complaints();
	else if (IS("removeall", 0))
		remove_all();
	else if (IS("mount", 3))
		printf("kl: mount %s: %d\n", word[3],
		       mount(word[1], word[2], word[3], 0, NULL) ? -errno : 0);
	else if (IS("umount", 1))
		printf("kl: umount %s: %d\n", word[1], umount(word[1]) ? -errno : 0);
	else
		printf("kl: unknown command %s\n", word[0]);
	fflush(stdout);
}

int main(void)
{
	struct file script;
	char *line, *rest;

	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/mnt", 0755);
	mount("none", "/dev", "devtmpfs", 0, NULL);
	mount("none", "/proc", "proc", 0, NULL);
	mount("none", "/sys", "sysfs", 0, NULL);
	/* The console of process 1 was opened before /dev was there on some. */
	if (fcntl(1, F_GETFD) < 0) {
		open("/dev/console", O_RDWR);
		dup(0);
		dup(0);
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	write_text("/proc/sys/kernel/kptr_restrict", "1");
	printf("kl: booted\n");
	if (!read_file("/script", &script)) {
		rest = script.bytes;
		while ((line = strsep(&rest, "\n")))
			if (*line && *line != '#')
				run(line);
	}
	printf("kl: done\n");
	fflush(stdout);
	sync();
	reboot(RB_POWER_OFF);
	return 0;
}
