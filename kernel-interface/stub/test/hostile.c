// SPDX-License-Identifier: GPL-2.0-only
/* What a client must not get away with. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "commands.h"

/* One change to a sound COMMIT, and what must come of it. */
struct change {
	const char *what;
	int64_t want;
	void (*make)(struct module *m, char *msg, size_t *len);
};

#define REQ ((struct kl_commit *)msg)
#define HDR ((Ehdr *)(msg + sizeof(struct kl_commit)))
#define SHDR ((Shdr *)(HDR + 1))

static unsigned int find(struct module *m, const char *name)
{
	unsigned int i;

	for (i = 1; i < m->hdr->e_shnum; i++)
		if (is_named(m, i, name))
			return i;
	return 0;
}

#define CHANGE(name, body) \
	static void name(struct module *m, char *msg, size_t *len) \
	{ (void)m; (void)msg; (void)len; body }

CHANGE(change_flags, REQ->flags = 1;)
CHANGE(change_short, *len -= 8;)
CHANGE(change_long, *len += 8;)
CHANGE(change_blob_len, REQ->ehdr_len = 0xfffffff0u;)
CHANGE(change_args_len, REQ->args_len = 0;)
CHANGE(change_ndeps, REQ->ndeps = 0xffffffffu;)
CHANGE(change_magic, HDR->e_ident[1] = 'e';)
CHANGE(change_machine, HDR->e_machine = 0x1234;)
CHANGE(change_shoff, HDR->e_shoff = (__typeof__(HDR->e_shoff))-64;)
CHANGE(change_shentsize, HDR->e_shentsize = 1;)
CHANGE(change_shnum, HDR->e_shnum = 0xfeff;)
CHANGE(change_shstrndx, HDR->e_shstrndx = HDR->e_shnum;)
CHANGE(change_names_offset, SHDR[m->hdr->e_shstrndx].sh_offset = (__typeof__(HDR->e_shoff))-4;)
CHANGE(change_name, SHDR[1].sh_name = 0x7fffffff;)
CHANGE(change_null_section, SHDR[0].sh_size = 1;)
CHANGE(change_text_low, SHDR[find(m, ".modinfo")].sh_addr -= 1 << 20;)
CHANGE(change_text_size, SHDR[find(m, ".modinfo")].sh_size = 1 << 24;)
CHANGE(change_wrap, SHDR[find(m, ".modinfo")].sh_size = (__typeof__(HDR->e_shoff))-1;)
CHANGE(change_wx, SHDR[find(m, ".gnu.linkonce.this_module")].sh_flags |= SHF_EXECINSTR;)
CHANGE(change_unloaded, SHDR[find(m, ".modinfo")].sh_flags &= ~SHF_ALLOC;)
CHANGE(change_this, REQ->this_module += 64;)
CHANGE(change_this_len, REQ->this_module_len -= 8;)
CHANGE(change_nsyms, REQ->nsyms = UINT64_C(1) << 61;)
CHANGE(change_symtab, REQ->symtab = 0;)
CHANGE(change_strtab_len, REQ->strtab_len = 1;)
CHANGE(change_typetab, REQ->typetab = UINT64_MAX;)
CHANGE(change_init_symtab, REQ->init_symtab += UINT64_C(1) << 40;)

static int64_t try_change(const char *path, const struct change *change)
{
	struct kl_status status = { 0 };
	struct module m;
	char *msg = NULL;
	size_t len;
	int64_t err = prepare(&m, path, "", &msg, &len);

	if (!err && change)
		change->make(&m, msg, &len);
	if (!err)
		err = ask(KL_COMMIT, msg, len, &status, sizeof(status));
	if (!err)
		err = (int64_t)status.ret;
	free(msg);
	module_free(&m);
	return err;
}

static void expect(const char *what, int64_t got, int64_t want)
{
	printf("kl: refusal %s: %lld%s\n", what, (long long)got, got == want ? "" : ", WRONG");
}

static void framing(void)
{
	struct kl_hello_r hr;
	struct kl_alloc_r ar, other;
	struct kl_status st;
	struct kl_alloc alloc = { .name = "kl_framing", .size[KL_DATA] = 4096 };
	struct kl_hello wrong = { .magic = KL_MAGIC, .major = 9 };
	struct { uint64_t addr, bytes; } w = { 0 };
	struct kl_msg head = { .op = KL_LIST, .len = 7 };
	char byte = 0;

	open_device();
	expect("alloc before hello", ask(KL_ALLOC, &alloc, sizeof(alloc), &ar, sizeof(ar)),
	       -EPROTO);
	expect("major", ask(KL_HELLO, &wrong, sizeof(wrong), &hr, sizeof(hr)), -EPROTONOSUPPORT);
	wrong.magic = 1;
	expect("magic", ask(KL_HELLO, &wrong, sizeof(wrong), &hr, sizeof(hr)), -EPROTO);
	expect("hello", hello(&hr), 0);
	expect("write before alloc", ask(KL_WRITE, &w, sizeof(w), &st, sizeof(st)), -EPERM);
	expect("unknown", ask(77, &w, sizeof(w), &st, sizeof(st)), -ENOTTY);
	expect("lab", ask(KL_SEAL, &w, 0, &st, sizeof(st)), -ENOTTY);
	expect("short head", write(device, &byte, 1) < 0 ? -errno : 0, -EINVAL);
	expect("wrong len", write(device, &head, sizeof(head)) < 0 ? -errno : 0, -EINVAL);
	expect("no reply then", read(device, &st, sizeof(st)), 0);
	expect("unterminated", ask(KL_RESOLVE, "abc", 3, &st, sizeof(st)), -EINVAL);
	alloc.size[KL_TEXT] = UINT64_MAX;
	expect("huge", ask(KL_ALLOC, &alloc, sizeof(alloc), &ar, sizeof(ar)), -E2BIG);
	alloc.size[KL_TEXT] = 0;
	alloc.pcpu_size = UINT64_MAX;
	expect("huge percpu", ask(KL_ALLOC, &alloc, sizeof(alloc), &ar, sizeof(ar)), -E2BIG);
	alloc.pcpu_size = 0;
	alloc.name[0] = '/';
	expect("name", ask(KL_ALLOC, &alloc, sizeof(alloc), &ar, sizeof(ar)), -EINVAL);
	alloc.name[0] = 'k';
	expect("alloc", ask(KL_ALLOC, &alloc, sizeof(alloc), &ar, sizeof(ar)), 0);
	expect("second alloc", ask(KL_ALLOC, &alloc, sizeof(alloc), &other, sizeof(other)),
	       -EBUSY);
	w.addr = ar.addr[KL_DATA] + 4096;
	expect("write behind", ask(KL_WRITE, &w, sizeof(w), &st, sizeof(st)), -EFAULT);
	w.addr = ar.addr[KL_DATA] + 4089;
	expect("write across", ask(KL_WRITE, &w, sizeof(w), &st, sizeof(st)), -EFAULT);
	w.addr = ar.addr[KL_DATA] - 8;
	expect("write before", ask(KL_WRITE, &w, sizeof(w), &st, sizeof(st)), -EFAULT);
	w.addr = UINT64_MAX - 3;
	expect("write wrapping", ask(KL_WRITE, &w, sizeof(w), &st, sizeof(st)), -EFAULT);
	w.addr = ar.addr[KL_DATA] + 4088;
	expect("write inside", ask(KL_WRITE, &w, sizeof(w), &st, sizeof(st)), 0);
	close_device();
	if (!fork()) {
		if (setuid(1000))
			_exit(1);
		expect("other user", open_device(), -EACCES);
		_exit(0);
	}
	wait(NULL);
}

void refusals(const char *path)
{
	static const struct change changes[] = {
		{ "flags", -EINVAL, change_flags },
		{ "short", -EINVAL, change_short },
		{ "long", -EINVAL, change_long },
		{ "blob length", -EINVAL, change_blob_len },
		{ "arguments", -EINVAL, change_args_len },
		{ "dependencies", -EINVAL, change_ndeps },
		{ "ELF magic", -EINVAL, change_magic },
		{ "machine", -EINVAL, change_machine },
		{ "e_shoff", -EINVAL, change_shoff },
		{ "e_shentsize", -EINVAL, change_shentsize },
		{ "e_shnum", -EINVAL, change_shnum },
		{ "e_shstrndx", -EINVAL, change_shstrndx },
		{ "names", -EINVAL, change_names_offset },
		{ "sh_name", -EINVAL, change_name },
		{ "section 0", -EINVAL, change_null_section },
		{ "section outside", -ERANGE, change_text_low },
		{ "section too long", -ERANGE, change_text_size },
		{ "section wrapping", -ERANGE, change_wrap },
#ifdef __m68k__
		{ "section W+X", -ERANGE, change_wx },
#else
		{ "section W+X", -ENOEXEC, change_wx },
#endif
		{ "modinfo not loaded", -EINVAL, change_unloaded },
		{ "this_module", -EINVAL, change_this },
		{ "size of struct module", -ENOEXEC, change_this_len },
		{ "nsyms", -EINVAL, change_nsyms },
		{ "symtab", -ERANGE, change_symtab },
		{ "strtab_len", -EINVAL, change_strtab_len },
		{ "typetab", -ERANGE, change_typetab },
		{ "init_symtab", -ERANGE, change_init_symtab },
	};
	unsigned long count, bytes;
	unsigned int i;

	settled_area(&count, &bytes);
	framing();
	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		expect(changes[i].what, try_change(path, &changes[i]), changes[i].want);
		close_device();
	}
	printf("kl: refusals: %s\n", is_back(count, bytes) ? "memory back" : "MEMORY LOST");
}

void fuzz(unsigned int seconds, unsigned int seed, const char *path)
{
	unsigned long count, bytes, n = 0, answered = 0;
	time_t end = time(NULL) + seconds;
	static char reply[65536];

	settled_area(&count, &bytes);
	srand(seed);
	while (time(NULL) < end) {
		size_t len = 0;
		struct module m;
		char *msg = NULL;
		int64_t err = prepare(&m, path, "", &msg, &len);
		unsigned int i, changes = 1 + rand() % 4;

		if (err) {
			printf("kl: fuzz: prepare %lld\n", (long long)err);
			break;
		}
		for (i = 0; i < 8; i++) {
			struct { struct kl_msg head; char body[256]; } junk;
			size_t size = rand() % sizeof(junk), j;

			for (j = 0; j < sizeof(junk); j++)
				((char *)&junk)[j] = rand() >> 7;
			junk.head.op = rand() % 13;
			if (rand() % 4)
				junk.head.len = size - sizeof(junk.head);
			if (junk.head.op != KL_COMMIT && write(device, &junk, size) >= 0)
				answered += read(device, reply, rand() % sizeof(reply)) > 0;
		}
		/*
		 * The request only: a sound section under another's name is sound to
		 * the stub, and what it then says is the client's own word.
		 */
		for (i = 0; i < changes; i++) {
			size_t at = rand() % (sizeof(struct kl_commit) + sizeof(Ehdr));

			if (rand() % 2)
				msg[at] ^= 1 << (rand() % 8);
			else
				msg[at] = rand() >> 7;
		}
		if (rand() % 8 == 0)
			len = rand() % (len + 1);
		err = ask(KL_COMMIT, msg, len, reply, sizeof(reply));
		answered++;
		n++;
		free(msg);
		close_device();
		if (!err)
			rmmod(m.name);
		module_free(&m);
	}
	printf("kl: fuzz: %lu rounds, %lu answers, %s\n", n, answered,
	       is_back(count, bytes) ? "memory back" : "MEMORY LOST");
}
