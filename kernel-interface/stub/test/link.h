/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A linker that is just enough to try the device with real modules, from the
 * inside of a guest that has nothing else. kolink's own is in Java.
 */
#ifndef KL_LINK_H
#define KL_LINK_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

#include "../kolink_uapi.h"

#if __SIZEOF_POINTER__ == 8
typedef Elf64_Ehdr Ehdr;
typedef Elf64_Shdr Shdr;
typedef Elf64_Sym Sym;
typedef Elf64_Rela Rela;
#define R_SYM(i) ELF64_R_SYM(i)
#define R_TYPE(i) ELF64_R_TYPE(i)
#define ST_TYPE(i) ELF64_ST_TYPE(i)
#define ST_BIND(i) ELF64_ST_BIND(i)
#else
typedef Elf32_Ehdr Ehdr;
typedef Elf32_Shdr Shdr;
typedef Elf32_Sym Sym;
typedef Elf32_Rela Rela;
#define R_SYM(i) ELF32_R_SYM(i)
#define R_TYPE(i) ELF32_R_TYPE(i)
#define ST_TYPE(i) ELF32_ST_TYPE(i)
#define ST_BIND(i) ELF32_ST_BIND(i)
#endif

/* A file in memory. */
struct file {
	char *bytes;
	size_t size;
};

int read_file(const char *path, struct file *file);

/* A module on its way into the kernel. */
struct module {
	struct file file;
	Ehdr *hdr;
	Shdr *shdr;		/* a copy whose addresses become final */
	char *names;
	Sym *syms;
	char *strings;
	unsigned int nsyms, symsec;
	int *class;		/* of each section, or -1; CLASS_PERCPU */
	uint64_t *offset;	/* of each section in its class */
	uint64_t size[KL_CLASSES];
	uint64_t pcpu_size, pcpu_align;
	uint64_t addr[KL_CLASSES], pcpu;
	char *image[KL_CLASSES], *pcpu_image;
	char name[KL_NAME_LEN];
	/* Symbols for kallsyms: [0] stays, [1] while init runs. */
	uint64_t symtab[2], nsym[2], strtab[2], strtab_len[2], typetab[2];
	/* Undefined symbols by index; owners of those that a module exports. */
	struct kl_resolve_r *found;
	uint32_t sizeof_module;
	uint32_t plt_used[2];
	unsigned int plt[2];	/* sections for veneers, 0: none */
};

#define CLASS_PERCPU KL_CLASSES

/* Images without tables for kallsyms. */
extern int without_symbols;

int module_read(struct module *m, const char *path);
void module_layout(struct module *m);
int module_relocate(struct module *m);
void module_free(struct module *m);
int is_named(const struct module *m, unsigned int section, const char *name);

/*
 * Makes undefined symbols absolute that the kernel does not export. @hide_data:
 * as if kallsyms had no data. @wrong: the one to give another address, or NULL.
 */
int prelink_stub(struct file *file, int hide_data, const char *wrong);

#endif
