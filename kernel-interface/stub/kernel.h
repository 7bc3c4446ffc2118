/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between kernels, and what the kernel keeps to itself.
 *
 * Layouts of structures that are declared in kernel/module/internal.h only are
 * repeated here as far as the functions we call look at them; they were
 * compared with 6.1.192, 6.12.117 and 7.3.4. A kernel of another series is
 * refused at compile time, because a wrong layout is a dead kernel: read its
 * kernel/module/ first, then build with KOLINK_UNTESTED=1.
 */
#ifndef KOLINK_KERNEL_H
#define KOLINK_KERNEL_H

#include <linux/dynamic_debug.h>
#include <linux/elf.h>
#include <linux/export.h>
#include <linux/ftrace.h>
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/moduleloader.h>
#include <linux/rbtree_latch.h>
#include <linux/uaccess.h>
#include <linux/version.h>
#include <linux/vmalloc.h>

#include "kolink.h"

#define KL_SERIES(a, b) (LINUX_VERSION_CODE >> 8 == KERNEL_VERSION(a, b, 0) >> 8)
#if !defined(KOLINK_UNTESTED) && !KL_SERIES(6, 1) && !KL_SERIES(6, 12) && !KL_SERIES(7, 3)
#error "kolink knows the module loaders of 6.1, 6.12 and 7.3"
#endif

#define KL_MEM_TYPES	(LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0))
#define KL_EXECMEM	(LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0))
/* ROX text, flags instead of _gpl tables, arguments not kept. */
#define KL_ROX		(LINUX_VERSION_CODE >= KERNEL_VERSION(7, 0, 0))

#if KL_EXECMEM
#include <linux/execmem.h>
#endif

/* ---- functions that are not exported; boot.c checks each ---- */

struct load_info {
	const char *name;
	struct module *mod;
	Elf_Ehdr *hdr;
	unsigned long len;
	Elf_Shdr *sechdrs;
	char *secstrings, *strtab;
	unsigned long symoffs, stroffs, init_typeoffs, core_typeoffs;
	/* The functions we call look at nothing behind this. */
	unsigned long rest[32];
};

enum mod_license {
	NOT_GPL_ONLY,
	GPL_ONLY,
};

#if KL_ROX
typedef u32 kl_crc_t;
#else
typedef s32 kl_crc_t;
#endif

struct find_symbol_arg {
	const char *name;
	bool gplok;
	bool warn;

	struct module *owner;
	const kl_crc_t *crc;
	const struct kernel_symbol *sym;
	enum mod_license license;
};

#if KL_MEM_TYPES
struct kernel_symbol {
#ifdef CONFIG_HAVE_ARCH_PREL32_RELOCATIONS
	int value_offset;
	int name_offset;
	int namespace_offset;
#else
	unsigned long value;
	const char *name;
	const char *namespace;
#endif
};
#endif

#if KL_ROX
struct module_use {
	struct list_head source_list;
	struct list_head target_list;
	struct module *source, *target;
};
#endif

struct kl_mod_tree {
#ifdef CONFIG_MODULES_TREE_LOOKUP
	struct latch_tree_root root;
#endif
	unsigned long addr_min;
	unsigned long addr_max;
};

/* Data, weak: the kernel loads the stub without it, and boot.c finds it. */
extern struct list_head modules __weak;
extern struct mutex module_mutex __weak;
extern struct kl_mod_tree mod_tree __weak;
extern struct blocking_notifier_head module_notify_list __weak;
extern wait_queue_head_t module_wq __weak;

int do_init_module(struct module *mod);
struct module *find_module_all(const char *name, size_t len, bool even_unformed);
bool find_symbol(struct find_symbol_arg *fsa);
#ifdef CONFIG_MODULES_TREE_LOOKUP
void mod_tree_insert(struct module *mod);
void mod_tree_remove(struct module *mod);
#else
static inline void mod_tree_insert(struct module *mod) { }
static inline void mod_tree_remove(struct module *mod) { }
#endif
#ifdef CONFIG_SYSFS
int mod_sysfs_setup(struct module *mod, const struct load_info *info,
		    struct kernel_param *kparam, unsigned int num_params);
void mod_sysfs_teardown(struct module *mod);
void init_param_lock(struct module *mod);
#else
#error "kolink wants CONFIG_SYSFS"
#endif
#ifdef CONFIG_STACKTRACE_BUILD_ID
void init_build_id(struct module *mod, const struct load_info *info);
#else
static inline void init_build_id(struct module *mod, const struct load_info *info) { }
#endif

#if KL_ROX
int module_enable_rodata_ro(const struct module *mod);
#elif KL_MEM_TYPES
int module_enable_rodata_ro(const struct module *mod, bool after_init);
#endif
#if KL_MEM_TYPES
int module_enable_data_nx(const struct module *mod);
int module_enable_text_rox(const struct module *mod);
#else
void module_enable_ro(const struct module *mod, bool after_init);
void module_enable_nx(const struct module *mod);
void module_enable_x(const struct module *mod);
#endif

/* What the kernel's own module_use counts start from (main.c). */
#define KL_REF_BASE	1

#if defined(CONFIG_CODE_TAGGING) || defined(CONFIG_CFI_CLANG) || defined(CONFIG_CFI)
#error "kolink does not do what this kernel wants of a loader: code tagging or CFI"
#endif

/* ---- memory ---- */

static inline bool kl_is_text(int class)
{
	return class == KL_TEXT || class == KL_ITEXT;
}

#if KL_MEM_TYPES

static inline enum mod_mem_type kl_mem_type(int class)
{
	static const enum mod_mem_type types[KL_CLASSES] = {
		[KL_TEXT] = MOD_TEXT,
		[KL_RODATA] = MOD_RODATA,
		[KL_ROAI] = MOD_RO_AFTER_INIT,
		[KL_DATA] = MOD_DATA,
		[KL_ITEXT] = MOD_INIT_TEXT,
		[KL_IRODATA] = MOD_INIT_RODATA,
		[KL_IDATA] = MOD_INIT_DATA,
	};

	return types[class];
}

/* Frees what is there; the protections may be those of a failed COMMIT. */
static inline void kl_mem_free(struct kl_mem *mem)
{
	int i;

	for (i = 0; i < KL_CLASSES; i++) {
		if (!mem[i].base)
			continue;
#if KL_ROX
		if (mem[i].rox)
			execmem_restore_rox(mem[i].base, mem[i].size);
#endif
		execmem_free(mem[i].base);
		mem[i].base = NULL;
	}
}

static inline int kl_mem_alloc(struct kl_mem *mem)
{
	enum execmem_type type;
	int err = 0, i;

	for (i = 0; i < KL_CLASSES && !err; i++) {
		mem[i].base = NULL;
		if (!mem[i].size)
			continue;
		type = kl_is_text(i) ? EXECMEM_MODULE_TEXT : EXECMEM_MODULE_DATA;
#if KL_ROX
		mem[i].base = execmem_alloc_rw(type, mem[i].size);
		mem[i].rox = execmem_is_rox(type);
#else
		mem[i].base = execmem_alloc(type, mem[i].size);
#endif
		if (!mem[i].base)
			err = -ENOMEM;
		else
			memset(mem[i].base, 0, mem[i].size);
		if (!err)
			err = kl_fault(KL_STEP_ALLOC + i);
	}
	for (; i < KL_CLASSES; i++)
		mem[i].base = NULL;
	if (err)
		kl_mem_free(mem);
	return err;
}

static inline void kl_mem_to_module(const struct kl_mem *mem, struct module *mod)
{
	int i;

	for (i = 0; i < KL_CLASSES; i++) {
		struct module_memory *to = &mod->mem[kl_mem_type(i)];

		to->base = mem[i].base;
		to->size = mem[i].size;
#if KL_ROX
		to->is_rox = mem[i].rox;
#endif
	}
}

static inline unsigned long kl_module_base(const struct module *mod)
{
	return (unsigned long)mod->mem[MOD_TEXT].base;
}

static inline bool kl_in_core(const struct module *mod, unsigned long addr)
{
	for_class_mod_mem_type(type, core)
		if (within_module_mem_type(addr, mod, type))
			return true;
	return false;
}

/* Both roots of the tree hang above this node's two halves. */
static inline struct latch_tree_node *kl_tree_node(struct module *mod)
{
#ifdef CONFIG_MODULES_TREE_LOOKUP
	return &mod->mem[MOD_TEXT].mtn.node;
#else
	return NULL;
#endif
}

static inline int kl_protect(const struct module *mod)
{
	int err;

#if KL_ROX
	err = module_enable_rodata_ro(mod);
#else
	err = module_enable_rodata_ro(mod, false);
#endif
	if (!err)
		err = module_enable_data_nx(mod);
	if (!err)
		err = module_enable_text_rox(mod);
	return err;
}

#else /* up to 6.3: one block that stays and one for init */

/* The block of classes first … last. Sizes are whole pages. */
static inline int kl_block_alloc(struct kl_mem *mem, int first, int last)
{
	unsigned long size = 0;
	char *at;
	int i;

	for (i = first; i <= last; i++)
		size += mem[i].size;
	if (!size)
		return 0;
	at = module_alloc(size);
	if (!at)
		return -ENOMEM;
	memset(at, 0, size);
	for (i = first; i <= last; i++) {
		if (mem[i].size)
			mem[i].base = at;
		at += mem[i].size;
	}
	return kl_fault(KL_STEP_ALLOC + first);
}

static inline void *kl_block(const struct kl_mem *mem, int first, int last)
{
	int i;

	for (i = first; i <= last; i++)
		if (mem[i].base)
			return mem[i].base;
	return NULL;
}

static inline void kl_mem_free(struct kl_mem *mem)
{
	int i;

	module_memfree(kl_block(mem, KL_ITEXT, KL_IDATA));
	module_memfree(kl_block(mem, KL_TEXT, KL_DATA));
	for (i = 0; i < KL_CLASSES; i++)
		mem[i].base = NULL;
}

static inline int kl_mem_alloc(struct kl_mem *mem)
{
	int err, i;

	for (i = 0; i < KL_CLASSES; i++)
		mem[i].base = NULL;
	err = kl_block_alloc(mem, KL_TEXT, KL_DATA);
	if (!err)
		err = kl_block_alloc(mem, KL_ITEXT, KL_IDATA);
	if (err)
		kl_mem_free(mem);
	return err;
}

static inline void kl_mem_to_module(const struct kl_mem *mem, struct module *mod)
{
	struct module_layout *core = &mod->core_layout, *init = &mod->init_layout;

	core->base = kl_block(mem, KL_TEXT, KL_DATA);
	core->text_size = mem[KL_TEXT].size;
	core->ro_size = core->text_size + mem[KL_RODATA].size;
	core->ro_after_init_size = core->ro_size + mem[KL_ROAI].size;
	core->size = core->ro_after_init_size + mem[KL_DATA].size;
	init->base = kl_block(mem, KL_ITEXT, KL_IDATA);
	init->text_size = mem[KL_ITEXT].size;
	init->ro_size = init->text_size + mem[KL_IRODATA].size;
	init->ro_after_init_size = init->ro_size;
	init->size = init->ro_size + mem[KL_IDATA].size;
}

static inline unsigned long kl_module_base(const struct module *mod)
{
	return (unsigned long)mod->core_layout.base;
}

static inline bool kl_in_core(const struct module *mod, unsigned long addr)
{
	return within_module_core(addr, mod);
}

static inline struct latch_tree_node *kl_tree_node(struct module *mod)
{
#ifdef CONFIG_MODULES_TREE_LOOKUP
	return &mod->core_layout.mtn.node;
#else
	return NULL;
#endif
}

static inline int kl_protect(const struct module *mod)
{
	module_enable_ro(mod, false);
	module_enable_nx(mod);
	module_enable_x(mod);
	return 0;
}

#endif

/* Lets address look-ups find the image. Under module_mutex. */
static inline void kl_widen(const struct kl_mem *mem)
{
	struct kl_mod_tree *tree = kl_kernel.mod_tree;
	int i;

	for (i = 0; i < KL_CLASSES; i++) {
		unsigned long from = (unsigned long)mem[i].base;

		if (!mem[i].size)
			continue;
		if (from < tree->addr_min)
			tree->addr_min = from;
		if (from + mem[i].size > tree->addr_max)
			tree->addr_max = from + mem[i].size;
	}
}

/* ---- exported symbols ---- */

static inline const char *kl_symbol_name(const struct kernel_symbol *sym)
{
#ifdef CONFIG_HAVE_ARCH_PREL32_RELOCATIONS
	return offset_to_ptr(&sym->name_offset);
#else
	return sym->name;
#endif
}

static inline unsigned long kl_symbol_value(const struct kernel_symbol *sym)
{
#ifdef CONFIG_HAVE_ARCH_PREL32_RELOCATIONS
	return (unsigned long)offset_to_ptr(&sym->value_offset);
#else
	return sym->value;
#endif
}

/* The address and number of entries of a section; nothing if it is absent. */
#define KL_ENTRIES(blob, name, field, number) do {				\
	const Elf_Shdr *entries = kl_section(blob, name);			\
										\
	(field) = entries ? (void *)(unsigned long)entries->sh_addr : NULL;	\
	(number) = entries ? entries->sh_size / sizeof(*(field)) : 0;		\
} while (0)

static inline void *kl_start(const struct kl_blob *blob, const char *name)
{
	const Elf_Shdr *section = kl_section(blob, name);

	return section ? (void *)(unsigned long)section->sh_addr : NULL;
}

static inline void kl_take_exports(struct module *mod, const struct kl_blob *blob)
{
	KL_ENTRIES(blob, "__ksymtab", mod->syms, mod->num_syms);
	mod->crcs = kl_start(blob, "__kcrctab");
#if KL_ROX
	mod->flagstab = kl_start(blob, "__kflagstab");
#else
	KL_ENTRIES(blob, "__ksymtab_gpl", mod->gpl_syms, mod->num_gpl_syms);
	mod->gpl_crcs = kl_start(blob, "__kcrctab_gpl");
#endif
}

/* The i-th exported symbol; NULL behind the last. */
static inline const struct kernel_symbol *kl_export(const struct module *mod, unsigned int i)
{
	if (i < mod->num_syms)
		return &mod->syms[i];
#if !KL_ROX
	i -= mod->num_syms;
	if (i < mod->num_gpl_syms)
		return &mod->gpl_syms[i];
#endif
	return NULL;
}

/* Whether tables that go with the exports have an entry for each. */
static inline bool kl_exports_whole(const struct module *mod, const struct kl_blob *blob)
{
	const Elf_Shdr *crcs = kl_section(blob, "__kcrctab");
#if KL_ROX
	const Elf_Shdr *flags = kl_section(blob, "__kflagstab");

	if (mod->num_syms && (!flags || flags->sh_size < mod->num_syms))
		return false;
#else
	const Elf_Shdr *gpl = kl_section(blob, "__kcrctab_gpl");

	if (gpl && gpl->sh_size / sizeof(kl_crc_t) < mod->num_gpl_syms)
		return false;
	if (IS_ENABLED(CONFIG_MODVERSIONS) && mod->num_gpl_syms && !gpl)
		return false;
#endif
	if (crcs && crcs->sh_size / sizeof(kl_crc_t) < mod->num_syms)
		return false;
	return !IS_ENABLED(CONFIG_MODVERSIONS) || !mod->num_syms || crcs;
}

/* ---- arguments and dynamic debug ---- */

/* From 6.4 on the kernel's notifier registers what it finds in the module. */
static inline int kl_dyndbg_add(struct module *mod, const struct kl_blob *blob)
{
#ifdef CONFIG_DYNAMIC_DEBUG_CORE
#if KL_MEM_TYPES
	KL_ENTRIES(blob, "__dyndbg", mod->dyndbg_info.descs, mod->dyndbg_info.num_descs);
	KL_ENTRIES(blob, "__dyndbg_classes", mod->dyndbg_info.classes,
		   mod->dyndbg_info.num_classes);
#else
	struct _ddebug_info info = { };

	KL_ENTRIES(blob, "__dyndbg", info.descs, info.num_descs);
	KL_ENTRIES(blob, "__dyndbg_classes", info.classes, info.num_classes);
	if (info.num_descs)
		return ddebug_add_module(&info, mod->name);
#endif
#endif
	return 0;
}

static inline void kl_dyndbg_remove(struct module *mod)
{
#if defined(CONFIG_DYNAMIC_DEBUG_CORE) && !KL_MEM_TYPES
	ddebug_remove_module(mod->name);
#endif
}

/* Up to 6.12 the kernel frees mod->args with the module. */
static inline void kl_keep_args(struct module *mod, char **args)
{
#if !KL_ROX
	mod->args = *args;
	*args = NULL;
#endif
}

/* ---- locks, looked at from outside ---- */

static inline bool kl_peek(const void *at, void *to, size_t size)
{
	return !copy_from_kernel_nofault(to, at, size);
}

static inline bool kl_peek_word(const void *at, unsigned long *word)
{
	return kl_peek(at, word, sizeof(*word));
}

static inline bool kl_list_sane(const struct list_head *head)
{
	struct list_head copy, next;

	return kl_peek(head, &copy, sizeof(copy)) && kl_peek(copy.next, &next, sizeof(next)) &&
	       next.prev == head;
}

enum kl_waiters { KL_NOBODY, KL_SOMEBODY, KL_NONSENSE };

/* Who waits, going by the field of a mutex or semaphore that leads to them. */
#if KL_ROX
#define KL_WAITERS(lock) kl_waiters(&(lock)->first_waiter)

static inline enum kl_waiters kl_waiters(const void *field)
{
	unsigned long first, word;

	if (!kl_peek_word(field, &first))
		return KL_NONSENSE;
	if (!first)
		return KL_NOBODY;
	return kl_peek_word((void *)first, &word) ? KL_SOMEBODY : KL_NONSENSE;
}
#else
#define KL_WAITERS(lock) kl_waiters(&(lock)->wait_list)

static inline enum kl_waiters kl_waiters(const struct list_head *list)
{
	struct list_head copy;

	if (!kl_list_sane(list) || !kl_peek(list, &copy, sizeof(copy)))
		return KL_NONSENSE;
	return copy.next == list ? KL_NOBODY : KL_SOMEBODY;
}
#endif

/* ---- architectures ---- */

/* What of mod->arch the linker fills in, and nothing else. */
static inline bool kl_take_arch(struct module *mod, const struct mod_arch_specific *given,
				const struct kl_image *image)
{
#if defined(CONFIG_M68K) && defined(CONFIG_MMU)
	u64 from = (unsigned long)given->fixup_start, to = (unsigned long)given->fixup_end;

	if (from > to || (from != to && kl_class_of(image, from, to - from) < 0))
		return false;
	mod->arch = *given;
#endif
	return true;
}

/*
 * Sections that module_finalize() takes for granted: arm64 writes a fixed
 * number of entries of 12 bytes, plt_entry in asm/module.h.
 */
static inline bool kl_arch_sections(const struct kl_blob *blob)
{
#if defined(CONFIG_ARM64) && defined(CONFIG_DYNAMIC_FTRACE)
	const Elf_Shdr *tramp = kl_section(blob, ".text.ftrace_trampoline");

	return tramp && tramp->sh_size >= 2 * sizeof(struct plt_entry);
#else
	return true;
#endif
}

#endif /* KOLINK_KERNEL_H */
