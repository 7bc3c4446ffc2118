// SPDX-License-Identifier: GPL-2.0-only
/* A client of the device, and what it can see of the kernel's modules. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "client.h"

#define PIECE (1u << 20)

int device = -1;
void (*at_step)(const char *name);

static void step(const char *name)
{
	if (at_step)
		at_step(name);
}

int64_t ask2(uint32_t op, const void *a, size_t an, const void *b, size_t bn, void *reply,
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

int64_t ask(uint32_t op, const void *a, size_t an, void *reply, size_t room)
{
	return ask2(op, a, an, NULL, 0, reply, room);
}

int64_t hello(struct kl_hello_r *reply)
{
	struct kl_hello req = { .magic = KL_MAGIC, .major = KL_MAJOR, .minor = KL_MINOR };

	return ask(KL_HELLO, &req, sizeof(req), reply, sizeof(*reply));
}

int open_device(void)
{
	device = open("/dev/kolink", O_RDWR | O_CLOEXEC);
	return device < 0 ? -errno : 0;
}

void close_device(void)
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

int64_t write_class(uint64_t addr, const char *bytes, uint64_t size)
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
char *describe(struct module *m, const char *args, size_t *len)
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
int64_t prepare(struct module *m, const char *path, const char *args, char **msg,
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
int64_t load(const char *path, const char *args)
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

long insmod(const char *path, const char *args)
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

long rmmod(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;
}

int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

/*
 * Areas that hold modules' memory: number and bytes, guard pages included. A caller that is only an address was in a module
 * that is gone: the stub's own areas would no longer be seen once it is removed.
 */
static void area(unsigned long *count, unsigned long *bytes)
{
	static const char *const callers[] = {
		" load_module+", " move_module+", " layout_and_allocate+", "[kolink]",
		" module_alloc", " execmem_", " module_memory_alloc", " 0x",
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
void settled_area(unsigned long *count, unsigned long *bytes)
{
	unsigned long c, b;
	int i, same = 0;

	area(count, bytes);
	for (i = 0; i < 100 && same < 8; i++) {
		usleep(30000);
		area(&c, &b);
		same = c == *count && b == *bytes ? same + 1 : 0;
		*count = c;
		*bytes = b;
	}
}

int is_back(unsigned long count, unsigned long bytes)
{
	unsigned long c, b;
	int i;

	for (i = 0; i < 100; i++) {
		area(&c, &b);
		if (c == count && b == bytes)
			return 1;
		usleep(50000);
	}
	return 0;
}

int is_loaded(const char *name)
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

void module_name(const char *path, char *name, size_t room)
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
