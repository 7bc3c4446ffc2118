// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "link.h"

int without_symbols;

#ifndef SHF_RO_AFTER_INIT
#define SHF_RO_AFTER_INIT 0
#endif
#define PLT_ENTRY 12

int read_file(const char *path, struct file *file)
{
	size_t room = 1 << 16;
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	file->bytes = NULL;
	file->size = 0;
	if (fd < 0)
		return -errno;
	file->bytes = malloc(room);
	while ((n = read(fd, file->bytes + file->size, room - file->size - 1)) > 0) {
		file->size += n;
		if (room - file->size < 4096) {
			room *= 2;
			file->bytes = realloc(file->bytes, room);
		}
	}
	close(fd);
	file->bytes[file->size] = 0;
	return n < 0 ? -errno : 0;
}

static const char *section_name(const struct module *m, unsigned int i)
{
	return m->names + m->shdr[i].sh_name;
}

int is_named(const struct module *m, unsigned int i, const char *name)
{
	return !strcmp(section_name(m, i), name);
}

static const char *modinfo(const struct module *m, const char *tag)
{
	size_t len = strlen(tag);
	unsigned int i;

	for (i = 1; i < m->hdr->e_shnum; i++) {
		const char *at = m->file.bytes + m->shdr[i].sh_offset;
		const char *end = at + m->shdr[i].sh_size;

		if (!is_named(m, i, ".modinfo"))
			continue;
		for (; at < end; at += strlen(at) + 1)
			if (!strncmp(at, tag, len) && at[len] == '=')
				return at + len + 1;
	}
	return NULL;
}

int module_read(struct module *m, const char *path)
{
	const char *name;
	unsigned int i;
	int err;

	memset(m, 0, sizeof(*m));
	err = read_file(path, &m->file);
	if (err)
		return err;
	m->hdr = (Ehdr *)m->file.bytes;
	if (m->file.size < sizeof(Ehdr) || memcmp(m->hdr->e_ident, ELFMAG, SELFMAG))
		return -ENOEXEC;
	m->shdr = malloc(m->hdr->e_shnum * sizeof(Shdr));
	memcpy(m->shdr, m->file.bytes + m->hdr->e_shoff, m->hdr->e_shnum * sizeof(Shdr));
	m->names = m->file.bytes + m->shdr[m->hdr->e_shstrndx].sh_offset;
	for (i = 1; i < m->hdr->e_shnum; i++)
		if (m->shdr[i].sh_type == SHT_SYMTAB)
			m->symsec = i;
	m->nsyms = m->shdr[m->symsec].sh_size / sizeof(Sym);
	m->syms = (Sym *)(m->file.bytes + m->shdr[m->symsec].sh_offset);
	m->strings = m->file.bytes + m->shdr[m->shdr[m->symsec].sh_link].sh_offset;
	name = modinfo(m, "name");
	if (!name)
		return -ENOEXEC;
	snprintf(m->name, sizeof(m->name), "%s", name);
	m->class = calloc(m->hdr->e_shnum, sizeof(int));
	m->offset = calloc(m->hdr->e_shnum, sizeof(uint64_t));
	m->found = calloc(m->nsyms, sizeof(*m->found));
	return 0;
}

void module_free(struct module *m)
{
	int i;

	for (i = 0; i < KL_CLASSES; i++)
		free(m->image[i]);
	free(m->pcpu_image);
	free(m->file.bytes);
	free(m->shdr);
	free(m->class);
	free(m->offset);
	free(m->found);
	memset(m, 0, sizeof(*m));
}

/* ---- layout ---- */

static int class_of(struct module *m, unsigned int i)
{
	const char *name = section_name(m, i);
	uint64_t flags = m->shdr[i].sh_flags;
	int init = !strncmp(name, ".init", 5) || !strcmp(name, ".modinfo");

	if (!(flags & SHF_ALLOC) || !strcmp(name, "__versions"))
		return -1;
	if (!strncmp(name, "__version_ext", 13))
		return -1;
#ifndef __m68k__
	if (!strcmp(name, ".data..percpu"))
		return CLASS_PERCPU;
#endif
	if (!strcmp(name, "__jump_table") || !strcmp(name, ".data..ro_after_init"))
		return KL_ROAI;
	if (flags & SHF_EXECINSTR)
		return init ? KL_ITEXT : KL_TEXT;
	if (!(flags & SHF_WRITE))
		return init ? KL_IRODATA : KL_RODATA;
	return init ? KL_IDATA : KL_DATA;
}

static uint64_t take(uint64_t *size, uint64_t bytes, uint64_t align)
{
	uint64_t at = *size;

	if (align > 1)
		at = (at + align - 1) / align * align;
	*size = at + bytes;
	return at;
}

static int is_init_class(int class)
{
	return class >= KL_ITEXT && class <= KL_IDATA;
}

/* Whether a symbol belongs into table 0 (stays) or 1 (all). */
static int in_table(const struct module *m, const Sym *sym, int table)
{
	int class;

	if (!sym->st_name || !m->strings[sym->st_name] || sym->st_shndx == SHN_UNDEF ||
	    sym->st_shndx >= m->hdr->e_shnum || ST_TYPE(sym->st_info) == STT_SECTION)
		return 0;
	class = m->class[sym->st_shndx];
	return class >= 0 && class != CLASS_PERCPU && (table || !is_init_class(class));
}

static void count_veneers(struct module *m)
{
	(void)m;
#ifdef __aarch64__
	unsigned int count[2] = { 1, 1 }, i, j;

	for (i = 1; i < m->hdr->e_shnum; i++) {
		const Rela *rela = (Rela *)(m->file.bytes + m->shdr[i].sh_offset);
		int target = m->shdr[i].sh_type == SHT_RELA ? m->class[m->shdr[i].sh_info] : -1;

		if (target < 0)
			continue;
		for (j = 0; j < m->shdr[i].sh_size / sizeof(Rela); j++)
			if (R_TYPE(rela[j].r_info) == R_AARCH64_CALL26 ||
			    R_TYPE(rela[j].r_info) == R_AARCH64_JUMP26)
				count[is_init_class(target)]++;
	}
	for (i = 1; i < m->hdr->e_shnum; i++) {
		int init = is_named(m, i, ".init.plt");

		if (init || is_named(m, i, ".plt")) {
			m->plt[init] = i;
			m->shdr[i].sh_size = count[init] * PLT_ENTRY;
		} else if (is_named(m, i, ".text.ftrace_trampoline")) {
			m->shdr[i].sh_size = 2 * PLT_ENTRY;
		} else {
			continue;
		}
		m->shdr[i].sh_type = SHT_NOBITS;
		m->shdr[i].sh_flags = SHF_ALLOC | SHF_EXECINSTR;
		m->shdr[i].sh_addralign = 64;
		m->class[i] = class_of(m, i);
	}
#endif
}

/* After this the sizes are final and m->offset holds places in classes. */
void module_layout(struct module *m)
{
	unsigned int i, table;

	for (i = 0; i < m->hdr->e_shnum; i++)
		m->class[i] = i ? class_of(m, i) : -1;
	count_veneers(m);
	for (i = 1; i < m->hdr->e_shnum; i++) {
		uint64_t align = m->shdr[i].sh_addralign;

		if (is_named(m, i, ".gnu.linkonce.this_module") && align < 64)
			align = 64;
		if (m->class[i] == CLASS_PERCPU) {
			m->pcpu_size = m->shdr[i].sh_size;
			m->pcpu_align = align ? align : 1;
		} else if (m->class[i] >= 0) {
			m->offset[i] = take(&m->size[m->class[i]], m->shdr[i].sh_size, align);
		}
	}
	/* The tables go behind the data; offsets for now. */
	for (table = 0; table < 2 && !without_symbols; table++) {
		int class = table ? KL_IDATA : KL_DATA;
		uint64_t n = 1, len = 2;

		for (i = 1; i < m->nsyms; i++)
			if (in_table(m, &m->syms[i], table)) {
				n++;
				len += strlen(m->strings + m->syms[i].st_name) + 1;
			}
		m->nsym[table] = n;
		m->strtab_len[table] = len;
		m->symtab[table] = take(&m->size[class], n * sizeof(Sym), 8);
		m->strtab[table] = take(&m->size[class], len, 1);
		m->typetab[table] = take(&m->size[class], n, 1);
	}
}

/* ---- addresses are known ---- */

static void place(struct module *m)
{
	unsigned int i;

	for (i = 0; i < KL_CLASSES; i++)
		m->image[i] = calloc(1, m->size[i] + 1);
	m->pcpu_image = calloc(1, m->pcpu_size + 1);
	for (i = 1; i < m->hdr->e_shnum; i++) {
		Shdr *s = &m->shdr[i];
		char *to;

		if (m->class[i] < 0)
			continue;
		if (m->class[i] == CLASS_PERCPU) {
			s->sh_addr = m->pcpu;
			to = m->pcpu_image;
		} else {
			s->sh_addr = m->addr[m->class[i]] + m->offset[i];
			to = m->image[m->class[i]] + m->offset[i];
		}
		if (s->sh_type != SHT_NOBITS)
			memcpy(to, m->file.bytes + s->sh_offset, s->sh_size);
	}
}

static int symbol_value(const struct module *m, unsigned int i, uint64_t *value)
{
	const Sym *sym = &m->syms[i];

	switch (sym->st_shndx) {
	case SHN_UNDEF:
		*value = m->found[i].addr;
		if (i && !m->found[i].flags && ST_BIND(sym->st_info) != STB_WEAK) {
			printf("kl: %s: unknown symbol %s\n", m->name, m->strings + sym->st_name);
			return -ENOENT;
		}
		return 0;
	case SHN_ABS:
		*value = sym->st_value;
		return 0;
	case SHN_COMMON:
		return -ENOEXEC;
	}
	*value = m->shdr[sym->st_shndx].sh_addr + sym->st_value;
	return 0;
}

static char type_letter(const struct module *m, const Sym *sym)
{
	const Shdr *s = &m->shdr[sym->st_shndx];

	if (s->sh_flags & SHF_EXECINSTR)
		return 't';
	if (s->sh_type == SHT_NOBITS)
		return 'b';
	return s->sh_flags & SHF_WRITE ? 'd' : 'r';
}

static void fill_tables(struct module *m)
{
	unsigned int table, i;

	for (table = 0; table < 2 && !without_symbols; table++) {
		int class = table ? KL_IDATA : KL_DATA;
		Sym *to = (Sym *)(m->image[class] + m->symtab[table]);
		char *str = m->image[class] + m->strtab[table];
		char *type = m->image[class] + m->typetab[table];
		uint64_t at = 1;

		*type++ = 'U';
		for (i = 1; i < m->nsyms; i++) {
			uint64_t value;

			if (!in_table(m, &m->syms[i], table) || symbol_value(m, i, &value))
				continue;
			*++to = m->syms[i];
			to->st_value = value;
			to->st_name = at;
			strcpy(str + at, m->strings + m->syms[i].st_name);
			at += strlen(str + at) + 1;
			*type++ = type_letter(m, &m->syms[i]);
		}
		m->symtab[table] += m->addr[class];
		m->strtab[table] += m->addr[class];
		m->typetab[table] += m->addr[class];
	}
}

/* ---- relocation ---- */

__attribute__((unused)) static int fits(int64_t v, int bits)
{
	return v >= -(INT64_C(1) << (bits - 1)) && v < INT64_C(1) << (bits - 1);
}

static void put(void *at, uint64_t v, int bytes)
{
	uint16_t v16 = v;
	uint32_t v32 = v;

	memcpy(at, bytes == 8 ? (void *)&v : bytes == 4 ? (void *)&v32 : (void *)&v16, bytes);
}

#if defined(__x86_64__)
static int apply(struct module *m, int init, unsigned int type, char *at, uint64_t S, int64_t A,
		 uint64_t P)
{
	uint64_t v = S + A;

	(void)m;
	(void)init;
	switch (type) {
	case R_X86_64_NONE:
		return 0;
	case R_X86_64_64:
		put(at, v, 8);
		return 0;
	case R_X86_64_32:
		put(at, v, 4);
		return v >> 32 ? -ENOEXEC : 0;
	case R_X86_64_32S:
		put(at, v, 4);
		return fits(v, 32) ? 0 : -ENOEXEC;
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
		put(at, v - P, 4);
		return fits(v - P, 32) ? 0 : -ENOEXEC;
	case R_X86_64_PC64:
		put(at, v - P, 8);
		return 0;
	}
	return -ENOEXEC;
}
#elif defined(__m68k__)
static int apply(struct module *m, int init, unsigned int type, char *at, uint64_t S, int64_t A,
		 uint64_t P)
{
	(void)m;
	(void)init;
	switch (type) {
	case R_68K_32:
		put(at, S + A, 4);
		return 0;
	case R_68K_PC32:
		put(at, S + A - P, 4);
		return 0;
	}
	return -ENOEXEC;
}
#elif defined(__aarch64__)
static void insn(char *at, uint32_t mask, uint32_t bits)
{
	uint32_t word;

	memcpy(&word, at, 4);
	word = (word & ~mask) | (bits & mask);
	memcpy(at, &word, 4);
}

static uint32_t adr_bits(int64_t v)
{
	return (v & 3) << 29 | (v >> 2 & 0x7ffff) << 5;
}

#define ADR_MASK 0x60ffffe0u

/* adrp x16; add x16; br x16. Returns its address. */
static uint64_t veneer(struct module *m, int init, uint64_t to)
{
	unsigned int s = m->plt[init];
	uint64_t at, off = m->plt_used[init]++ * PLT_ENTRY;
	char *image = m->image[m->class[s]] + m->offset[s] + off;
	int64_t pages;

	if (off + PLT_ENTRY > m->shdr[s].sh_size)
		return 0;
	at = m->shdr[s].sh_addr + off;
	pages = (int64_t)((to & ~0xfffull) - (at & ~0xfffull)) >> 12;
	put(image, 0x90000010u | adr_bits(pages), 4);
	put(image + 4, 0x91000210u | (to & 0xfff) << 10, 4);
	put(image + 8, 0xd61f0200u, 4);
	return at;
}

static int apply(struct module *m, int init, unsigned int type, char *at, uint64_t S, int64_t A,
		 uint64_t P)
{
	uint64_t v = S + A;
	int64_t d = v - P, page = (int64_t)((v & ~0xfffull) - (P & ~0xfffull)) >> 12;
	static const struct {
		unsigned int type;
		int shift;
	} lo12[] = {
		{ R_AARCH64_ADD_ABS_LO12_NC, 0 }, { R_AARCH64_LDST8_ABS_LO12_NC, 0 },
		{ R_AARCH64_LDST16_ABS_LO12_NC, 1 }, { R_AARCH64_LDST32_ABS_LO12_NC, 2 },
		{ R_AARCH64_LDST64_ABS_LO12_NC, 3 }, { R_AARCH64_LDST128_ABS_LO12_NC, 4 },
	};
	unsigned int i;

	for (i = 0; i < sizeof(lo12) / sizeof(lo12[0]); i++)
		if (lo12[i].type == type) {
			insn(at, 0x3ffc00, (v & 0xfff) >> lo12[i].shift << 10);
			return 0;
		}
	switch (type) {
	case R_AARCH64_NONE:
	case 256: /* withdrawn NONE */
		return 0;
	case R_AARCH64_ABS64:
		put(at, v, 8);
		return 0;
	case R_AARCH64_ABS32:
		put(at, v, 4);
		return fits(v, 33) ? 0 : -ENOEXEC;
	case R_AARCH64_PREL64:
		put(at, d, 8);
		return 0;
	case R_AARCH64_PREL32:
		put(at, d, 4);
		return fits(d, 32) ? 0 : -ENOEXEC;
	case R_AARCH64_ADR_PREL_LO21:
		insn(at, ADR_MASK, adr_bits(d));
		return fits(d, 21) ? 0 : -ENOEXEC;
	case R_AARCH64_ADR_PREL_PG_HI21:
	case R_AARCH64_ADR_PREL_PG_HI21_NC:
		insn(at, ADR_MASK, adr_bits(page));
		return fits(page, 21) ? 0 : -ENOEXEC;
	case R_AARCH64_TSTBR14:
		insn(at, 0x7ffe0, (d >> 2 & 0x3fff) << 5);
		return fits(d, 16) ? 0 : -ENOEXEC;
	case R_AARCH64_CONDBR19:
		insn(at, 0xffffe0, (d >> 2 & 0x7ffff) << 5);
		return fits(d, 21) ? 0 : -ENOEXEC;
	case R_AARCH64_JUMP26:
	case R_AARCH64_CALL26:
		if (!fits(d, 28)) {
			v = veneer(m, init, v);
			d = v - P;
			if (!v || !fits(d, 28))
				return -ENOEXEC;
		}
		insn(at, 0x3ffffff, d >> 2);
		return 0;
	}
	return -ENOEXEC;
}
#else
#error "no relocations for this architecture"
#endif

int module_relocate(struct module *m)
{
	unsigned int i, j;
	int err;

	place(m);
	for (i = 1; i < m->hdr->e_shnum; i++) {
		const Rela *rela = (Rela *)(m->file.bytes + m->shdr[i].sh_offset);
		unsigned int target = m->shdr[i].sh_info;
		char *to;

		if (m->shdr[i].sh_type != SHT_RELA || m->class[target] < 0)
			continue;
		to = m->class[target] == CLASS_PERCPU ? m->pcpu_image :
		     m->image[m->class[target]] + m->offset[target];
		for (j = 0; j < m->shdr[i].sh_size / sizeof(Rela); j++) {
			uint64_t S;

			err = symbol_value(m, R_SYM(rela[j].r_info), &S);
			if (!err)
				err = apply(m, is_init_class(m->class[target]),
					    R_TYPE(rela[j].r_info), to + rela[j].r_offset, S,
					    rela[j].r_addend,
					    m->shdr[target].sh_addr + rela[j].r_offset);
			if (err) {
				printf("kl: %s: relocation type %u in %s: %d\n", m->name,
				       (unsigned int)R_TYPE(rela[j].r_info),
				       section_name(m, target), err);
				return err;
			}
		}
	}
	fill_tables(m);
	return 0;
}

/* ---- the stub itself ---- */

/*
 * The one address that kallsyms has for @name; 0 if there is none, all ones if
 * there are several, or it is an export, which the kernel resolves itself.
 */
static uint64_t find_in_kallsyms(const char *text, const char *name, int *exported)
{
	char key[256], export[256];
	const char *at;
	uint64_t found = 0;

	snprintf(key, sizeof(key), " %s\n", name);
	snprintf(export, sizeof(export), " __ksymtab_%s\n", name);
	*exported = !!strstr(text, export);
	for (at = text; (at = strstr(at, key)); at++) {
		const char *line = at;

		while (line > text && line[-1] != '\n')
			line--;
		if (found)
			return ~UINT64_C(0);
		found = strtoull(line, NULL, 16);
	}
	return found;
}

/*
 * What the kernel exports: without KALLSYMS_ALL kallsyms does not tell, so
 * modpost's own __versions says it: it lists exports only.
 */
static int in_versions(const struct file *file, const char *name)
{
	Ehdr *hdr = (Ehdr *)file->bytes;
	Shdr *shdr = (Shdr *)(file->bytes + hdr->e_shoff);
	const char *names = file->bytes + shdr[hdr->e_shstrndx].sh_offset;
	unsigned int i;

	for (i = 1; i < hdr->e_shnum; i++) {
		const char *at = file->bytes + shdr[i].sh_offset, *end = at + shdr[i].sh_size;

		if (strcmp(names + shdr[i].sh_name, "__versions"))
			continue;
		for (; at < end; at += 64)
			if (!strcmp(at + sizeof(long), name))
				return 1;
	}
	return 0;
}

int prelink_stub(struct file *file, int hide_data, const char *wrong)
{
	Ehdr *hdr = (Ehdr *)file->bytes;
	Shdr *shdr = (Shdr *)(file->bytes + hdr->e_shoff);
	struct file kallsyms;
	unsigned int i, j, given = 0, hidden = 0;
	int err = read_file("/proc/kallsyms", &kallsyms);

	if (err)
		return err;
	for (i = 1; i < hdr->e_shnum; i++) {
		Sym *sym = (Sym *)(file->bytes + shdr[i].sh_offset);
		const char *strings = file->bytes + shdr[shdr[i].sh_link].sh_offset;

		if (shdr[i].sh_type != SHT_SYMTAB)
			continue;
		for (j = 1; j < shdr[i].sh_size / sizeof(Sym); j++) {
			const char *name = strings + sym[j].st_name;
			int weak = ST_BIND(sym[j].st_info) == STB_WEAK, exported;
			uint64_t at;

			if (sym[j].st_shndx != SHN_UNDEF || !*name)
				continue;
			if (weak && hide_data) {
				hidden++;
				continue;
			}
			at = find_in_kallsyms(kallsyms.bytes, name, &exported);
			if (exported || in_versions(file, name))
				continue;
			if (!at && weak) {
				hidden++;
				continue;
			}
			if (!at || !~at) {
				printf("kl: stub: %s: %s\n", name, at ? "ambiguous" : "not there");
				err = -ENOENT;
				continue;
			}
			sym[j].st_shndx = SHN_ABS;
			sym[j].st_value = wrong && !strcmp(wrong, name) ? at + 64 : at;
			given++;
		}
	}
	free(kallsyms.bytes);
	printf("kl: stub: %u addresses given, %u hidden\n", given, hidden);
	return err;
}
