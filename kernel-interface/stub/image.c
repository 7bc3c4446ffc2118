// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks what COMMIT is given, before anything is changed: after this, the
 * kernel's own functions follow addresses and sizes of it without looking.
 */
#define INCLUDE_VERMAGIC

#include <linux/build_bug.h>
#include <linux/string.h>
#include <linux/vermagic.h>

#include "kolink.h"
#include "kernel.h"

#define KL_MAX_SECTIONS 65279U	/* SHN_LORESERVE - 1 */

#ifndef SHF_RELA_LIVEPATCH
#define SHF_RELA_LIVEPATCH 0x00100000
#endif

Elf_Shdr *kl_section(const struct kl_blob *blob, const char *name)
{
	unsigned int i;

	for (i = 1; i < blob->hdr->e_shnum; i++)
		if ((blob->shdr[i].sh_flags & SHF_ALLOC) &&
		    !strcmp(blob->names + blob->shdr[i].sh_name, name))
			return &blob->shdr[i];
	return NULL;
}

static Elf_Shdr *kl_any_section(const struct kl_blob *blob, const char *name)
{
	unsigned int i;

	for (i = 1; i < blob->hdr->e_shnum; i++)
		if (!strcmp(blob->names + blob->shdr[i].sh_name, name))
			return &blob->shdr[i];
	return NULL;
}

/* The value of a tag, in the module's own memory; NULL if it is not there. */
const char *kl_modinfo(const struct kl_blob *blob, const char *tag)
{
	const char *at = blob->modinfo, *end = at + blob->modinfo_size;
	size_t len = strlen(tag);

	/* The last byte is NUL. */
	while (at < end) {
		if (!strncmp(at, tag, len) && at[len] == '=')
			return at + len + 1;
		at += strlen(at) + 1;
	}
	return NULL;
}

static bool kl_is_class(const struct kl_image *image, int class, u64 addr, u64 size)
{
	const struct kl_mem *mem = &image->mem[class];

	return mem->base && kl_within(addr, size, (unsigned long)mem->base, mem->size);
}

static int kl_ehdr_check(struct kl_blob *blob, u64 len)
{
	const Elf_Ehdr *hdr = blob->hdr;
	u64 table;

	if (len < sizeof(*hdr))
		return -EINVAL;
	if (memcmp(hdr->e_ident, ELFMAG, SELFMAG) || hdr->e_ident[EI_CLASS] != ELF_CLASS ||
	    hdr->e_ident[EI_DATA] != ELF_DATA || hdr->e_type != ET_REL ||
	    !elf_check_arch(hdr) || hdr->e_shoff != sizeof(*hdr) ||
	    hdr->e_shentsize != sizeof(Elf_Shdr) || !hdr->e_shnum ||
	    hdr->e_shnum > KL_MAX_SECTIONS || hdr->e_shstrndx >= hdr->e_shnum ||
	    !hdr->e_shstrndx)
		return -EINVAL;
	table = (u64)hdr->e_shnum * sizeof(Elf_Shdr);
	if (len - sizeof(*hdr) < table)
		return -EINVAL;
	blob->shdr = (void *)hdr + sizeof(*hdr);
	return 0;
}

static int kl_names_check(struct kl_blob *blob, u64 len)
{
	const Elf_Shdr *names = &blob->shdr[blob->hdr->e_shstrndx];
	unsigned int i;

	/* The one section whose contents are in the blob. */
	if (names->sh_offset < sizeof(Elf_Ehdr) + blob->hdr->e_shnum * sizeof(Elf_Shdr) ||
	    !names->sh_size || !kl_within(names->sh_offset, names->sh_size, 0, len))
		return -EINVAL;
	blob->names = (char *)blob->hdr + names->sh_offset;
	if (blob->names[0] || blob->names[names->sh_size - 1])
		return -EINVAL;
	for (i = 0; i < blob->hdr->e_shnum; i++)
		if (blob->shdr[i].sh_name >= names->sh_size)
			return -EINVAL;
	if (memchr_inv(&blob->shdr[0], 0, sizeof(blob->shdr[0])))
		return -EINVAL;
	return 0;
}

static int kl_loaded_check(const struct kl_image *image, const Elf_Shdr *section)
{
	bool exec = section->sh_flags & SHF_EXECINSTR;
	bool write = section->sh_flags & SHF_WRITE;
	int class;

	if (exec && write && IS_ENABLED(CONFIG_STRICT_MODULE_RWX))
		return -ENOEXEC;
	if (!section->sh_size && !section->sh_addr)
		return 0;
	class = kl_class_of(image, section->sh_addr, section->sh_size);
	if (class < 0)
		return -ERANGE;
	if (!section->sh_size)
		return 0;	/* the end of one class may be the start of another */
	if (exec != kl_is_text(class) || (write && (class == KL_RODATA || class == KL_IRODATA)))
		return -ERANGE;
	return 0;
}

static int kl_sections_check(struct kl_image *image, struct kl_blob *blob)
{
	unsigned int i;
	int err;

	for (i = 1; i < blob->hdr->e_shnum; i++) {
		Elf_Shdr *section = &blob->shdr[i];

		if (section->sh_flags & SHF_RELA_LIVEPATCH)
			return -ENOEXEC;
		if (section->sh_flags & SHF_ALLOC) {
			err = kl_loaded_check(image, section);
			if (err)
				return err;
		} else if (image->pcpu && !blob->pcpu &&
			   section->sh_addr == (unsigned long)image->pcpu) {
			if (section->sh_size > image->pcpu_size)
				return -ERANGE;
			blob->pcpu = section;
		} else if (i != blob->hdr->e_shstrndx && (section->sh_addr || section->sh_size)) {
			/* module_finalize() would follow it, whatever its flags. */
			return -EINVAL;
		} else if (section->sh_addr) {
			return -EINVAL;
		}
	}
	if (image->pcpu && !blob->pcpu)
		return -EINVAL;
	return kl_arch_sections(blob) ? 0 : -ENOEXEC;
}

static int kl_module_check(struct kl_image *image, struct kl_blob *blob)
{
	const Elf_Shdr *section = kl_section(blob, ".gnu.linkonce.this_module");
	u64 at = blob->req->this_module;

	if (!section || section->sh_addr != at)
		return -EINVAL;
	if (blob->req->this_module_len != sizeof(struct module) ||
	    section->sh_size != sizeof(struct module))
		return -ENOEXEC;
	if (!IS_ALIGNED(at, __alignof__(struct module)) ||
	    !kl_is_class(image, KL_DATA, at, sizeof(struct module)))
		return -ERANGE;
	blob->mod = (struct module *)(unsigned long)at;
	return 0;
}

static int kl_modinfo_check(struct kl_blob *blob)
{
	const Elf_Shdr *section = kl_section(blob, ".modinfo");
	const char *given, *own = VERMAGIC_STRING;
	const char *blank;

	if (!section || !section->sh_size || section->sh_type == SHT_NOBITS)
		return -EINVAL;
	blob->modinfo = (const char *)(unsigned long)section->sh_addr;
	blob->modinfo_size = section->sh_size;
	if (blob->modinfo[blob->modinfo_size - 1])
		return -EINVAL;
	if (kl_modinfo(blob, "livepatch"))
		return -ENOEXEC;
	given = kl_modinfo(blob, "vermagic");
	if (!given)
		return -ENOEXEC;
	/* With CRCs, which the linker has checked, the release may differ. */
	if (IS_ENABLED(CONFIG_MODVERSIONS) &&
	    (kl_any_section(blob, "__versions") || kl_any_section(blob, "__version_ext_crcs"))) {
		blank = strchr(given, ' ');
		given = blank ? blank : given + strlen(given);
		own = strchrnul(own, ' ');
	}
	return strcmp(given, own) ? -ENOEXEC : 0;
}

/* A symbol table in one of two classes, and everything it points at. */
static int kl_symbols_check(struct kl_image *image, bool init, u64 symtab, u64 nsyms,
			    u64 strtab, u64 strtab_len, u64 typetab)
{
	const Elf_Sym *sym = (const Elf_Sym *)(unsigned long)symtab;
	const char *str = (const char *)(unsigned long)strtab;
	u64 part[3][2] = {
		{ symtab, nsyms * sizeof(*sym) }, { strtab, strtab_len }, { typetab, nsyms },
	};
	unsigned int i;

	if (!nsyms)
		return symtab || strtab || strtab_len || typetab ? -EINVAL : 0;
	if (nsyms > KL_MAX_CLASS / sizeof(*sym) || !strtab_len ||
	    !IS_ALIGNED(symtab, sizeof(long)))
		return -EINVAL;
	for (i = 0; i < 3; i++)
		if (!kl_is_class(image, KL_DATA, part[i][0], part[i][1]) &&
		    !(init && kl_is_class(image, KL_IDATA, part[i][0], part[i][1])))
			return -ERANGE;
	if (str[0] || str[strtab_len - 1] || memchr_inv(&sym[0], 0, sizeof(sym[0])))
		return -EINVAL;
	for (i = 0; i < nsyms; i++)
		if (sym[i].st_name >= strtab_len)
			return -EINVAL;
	return 0;
}

static bool kl_padded(const char *at, u64 len)
{
	for (; len % 8; len++)
		if (at[len])
			return false;
	return true;
}

static int kl_tail_check(struct kl_blob *blob, const char *tail, size_t len)
{
	const struct kl_commit *req = blob->req;
	u64 args = round_up((u64)req->ehdr_len, 8);
	u64 deps = args + round_up((u64)req->args_len, 8);
	unsigned int i;

	if (!req->args_len || req->args_len > KL_MAX_ARGS || req->ndeps > KL_MAX_DEPS ||
	    len != deps + req->ndeps * sizeof(*blob->deps))
		return -EINVAL;
	if (!kl_padded(tail, req->ehdr_len) || !kl_padded(tail + args, req->args_len))
		return -EINVAL;
	blob->hdr = (Elf_Ehdr *)tail;
	blob->args = (char *)tail + args;
	blob->deps = (const void *)tail + deps;
	if (memchr(blob->args, 0, req->args_len) != blob->args + req->args_len - 1)
		return -EINVAL;
	for (i = 0; i < req->ndeps; i++)
		if (!blob->deps[i].name[0] ||
		    strnlen(blob->deps[i].name, KL_NAME_LEN) >= MODULE_NAME_LEN)
			return -EINVAL;
	return 0;
}

/* @msg is 8-byte aligned and at least a struct kl_commit. */
int kl_blob_check(struct kl_image *image, void *msg, size_t len, struct kl_blob *blob)
{
	const struct kl_commit *req = msg;
	int err;

	memset(blob, 0, sizeof(*blob));
	blob->req = req;
	if (req->flags)
		return -EINVAL;
	err = kl_tail_check(blob, msg + sizeof(*req), len - sizeof(*req));
	if (!err)
		err = kl_ehdr_check(blob, req->ehdr_len);
	if (!err)
		err = kl_names_check(blob, req->ehdr_len);
	if (!err)
		err = kl_sections_check(image, blob);
	if (!err)
		err = kl_module_check(image, blob);
	if (!err)
		err = kl_modinfo_check(blob);
	if (!err)
		err = kl_symbols_check(image, false, req->symtab, req->nsyms, req->strtab,
				       req->strtab_len, req->typetab);
	if (!err)
		err = kl_symbols_check(image, true, req->init_symtab, req->init_nsyms,
				       req->init_strtab, req->init_strtab_len,
				       req->init_typetab);
	return err;
}
