// SPDX-License-Identifier: Apache-2.0
/*
 * Times a kernel's own relocation loop in user space, on real modules: loops REPEATS <list-of-files. The function itself is
 * cut out of the kernel's sources by ./build and included as loop.inc; here is only what it needs around it. Each module is
 * laid out in memory below 2 GiB, restored before each run, and the shortest run counts, summed over the modules, as
 * RelocationLoops.java does it. Trusted files only: the kernel's loops check no bounds, and neither does this.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#ifdef M68K
/*
 * The entries, symbols and fields stay big-endian, as a linker on a little-endian machine finds them: the compiler swaps
 * with each access. The kernel's text says Elf32_Rela, Elf32_Sym and, as changed by ./build, struct word.
 */
#define BIG_ENDIAN_FIELDS __attribute__((scalar_storage_order("big-endian")))
typedef struct { uint32_t r_offset, r_info; int32_t r_addend; } BIG_ENDIAN_FIELDS BigRela;
typedef struct { uint32_t st_name, st_value, st_size; uint8_t st_info, st_other; uint16_t st_shndx; } BIG_ENDIAN_FIELDS BigSym;
struct word { uint32_t value; } BIG_ENDIAN_FIELDS;
#define Elf32_Rela BigRela
#define Elf32_Sym BigSym
typedef Elf32_Ehdr Ehdr;
typedef Elf32_Shdr Shdr;
typedef BigSym Sym;
typedef BigRela Rela;
#define POINTER(x) ((void *)(uintptr_t)(x))
#else
typedef Elf64_Ehdr Ehdr;
typedef Elf64_Shdr Shdr;
typedef Elf64_Sym Sym;
typedef Elf64_Rela Rela;
#define POINTER(x) ((void *)(x))
#endif

#include "shim.h"
#include "loop.inc"

#define ARENA (256u << 20)
#define TABLES 65536 /* relocation sections of a module */

static void run(Shdr *sechdrs, const char *strings, unsigned symtab, unsigned section, struct module *me)
{
#ifdef X86
	static void *(*volatile copy)(void *, const void *, size_t) = memcpy;
	if (__apply_relocate_add(sechdrs, strings, symtab, section, me, copy))
#else
	if (apply_relocate_add(sechdrs, strings, symtab, section, me))
#endif
		me->failed++;
}

#ifdef CHAIN
/* The best plain C known: the commonest type first, no checks of the section's bounds. */
static void chain(Shdr *sechdrs, unsigned symtab, unsigned section, struct module *me)
{
	const Rela *rel = POINTER(sechdrs[section].sh_addr);
	const Rela *end = rel + sechdrs[section].sh_size / sizeof(*rel);
	char *target = POINTER(sechdrs[sechdrs[section].sh_info].sh_addr);
	const Sym *symbols = POINTER(sechdrs[symtab].sh_addr);

	for (; rel < end; rel++) {
		char *place = target + rel->r_offset;
		unsigned type = (uint32_t)rel->r_info;
		int64_t x = symbols[rel->r_info >> 32].st_value + rel->r_addend;

		if (type == R_X86_64_PC32 || type == R_X86_64_PLT32 || type == R_X86_64_32S) {
			if (type != R_X86_64_32S)
				x -= (int64_t)place;
			if (*(uint32_t *)place || x != (int32_t)x)
				me->failed++;
			*(uint32_t *)place = x;
		} else if (type == R_X86_64_64 || type == R_X86_64_PC64) {
			if (type == R_X86_64_PC64)
				x -= (int64_t)place;
			if (*(uint64_t *)place)
				me->failed++;
			*(uint64_t *)place = x;
		} else if (type == R_X86_64_32) {
			if (*(uint32_t *)place || x != (uint32_t)x)
				me->failed++;
			*(uint32_t *)place = x;
		}
	}
}
#define run(sechdrs, strings, symtab, section, me) chain(sechdrs, symtab, section, me)
#endif

static char *arena;

static char *slurp(const char *name, long *size)
{
	FILE *in = fopen(name, "rb");
	char *bytes;

	if (!in || fseek(in, 0, SEEK_END) || (*size = ftell(in)) < 0 || fseek(in, 0, SEEK_SET)
	    || !(bytes = mmap(NULL, *size + 4096, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0))
	    || fread(bytes, 1, *size, in) != (size_t)*size) {
		perror(name);
		exit(1);
	}
	fclose(in);
	return bytes;
}

static void swap(void *at, size_t size)
{
	for (uint32_t *word = at; size >= 4; word++, size -= 4)
		*word = __builtin_bswap32(*word);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static long relocations;
static unsigned failed;

static double module(const char *name, int repeats)
{
	long size;
	char *file = slurp(name, &size);
	Ehdr *header = (Ehdr *)file;
	struct module me = { .name = "module" };
	unsigned symtab = 0, sections, used = 0, tables = 0;
	static unsigned table[TABLES];
	long count = 0;
	double best = 1e30;
	Shdr *sechdrs;

#ifdef M68K
	header->e_shoff = __builtin_bswap32(header->e_shoff);
	header->e_shnum = __builtin_bswap16(header->e_shnum);
	swap(file + header->e_shoff, header->e_shnum * sizeof(Shdr));
#endif
	sections = header->e_shnum;
	sechdrs = (Shdr *)(file + header->e_shoff);
	for (unsigned i = 1; i < sections; i++) {
		Shdr *s = &sechdrs[i];
		unsigned align = s->sh_addralign ? s->sh_addralign : 1;

		if (s->sh_type == SHT_SYMTAB)
			symtab = i;
		if (s->sh_flags & SHF_ALLOC) {
			used = (used + align - 1) / align * align;
			s->sh_addr = (uintptr_t)arena + used;
			used += s->sh_size;
		} else {
			s->sh_addr = (uintptr_t)file + s->sh_offset;
		}
	}
	if (used > ARENA) {
		fprintf(stderr, "%s: too large\n", name);
		exit(1);
	}
	for (Sym *s = POINTER(sechdrs[symtab].sh_addr), *end = s + sechdrs[symtab].sh_size / sizeof(*s); s < end; s++) {
		s->st_value += s->st_shndx == SHN_UNDEF ? (uintptr_t)arena
			: s->st_shndx < sections ? sechdrs[s->st_shndx].sh_addr : 0;
	}
	for (unsigned i = 1; i < sections; i++)
		if (sechdrs[i].sh_type == SHT_RELA && sechdrs[i].sh_info < sections
		    && (sechdrs[sechdrs[i].sh_info].sh_flags & SHF_ALLOC) && tables < TABLES) {
			table[tables++] = i;
			count += sechdrs[i].sh_size / sizeof(Rela);
		}
	for (int repeat = 0; repeat < repeats; repeat++) {
		double start;

		for (unsigned i = 1; i < sections; i++)
			if ((sechdrs[i].sh_flags & SHF_ALLOC) && sechdrs[i].sh_type != SHT_NOBITS)
				memcpy(POINTER(sechdrs[i].sh_addr), file + sechdrs[i].sh_offset, sechdrs[i].sh_size);
		start = now();
		for (unsigned i = 0; i < tables; i++)
			run(sechdrs, "", symtab, table[i], &me);
		start = now() - start;
		best = start < best ? start : best;
	}
	relocations += count;
	failed += me.failed;
	munmap(file, size + 4096);
	return count ? best : 0;
}

int main(int argc, char **argv)
{
	char name[4096];
	double total = 0;

	arena = mmap(NULL, ARENA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	if (argc != 2 || arena == MAP_FAILED) {
		fprintf(stderr, "usage: loops REPEATS <list-of-files\n");
		return 2;
	}
	while (fgets(name, sizeof(name), stdin)) {
		name[strcspn(name, "\n")] = 0;
		total += module(name, atoi(argv[1]));
	}
	printf("{\"relocations\":%ld,\"failed\":%u,\"ns\":%.4f}\n", relocations, failed, total / relocations);
	return 0;
}
