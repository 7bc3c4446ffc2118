/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of kolink.ko know of each other.
 *
 * device.c speaks the protocol, memory.c has what is not committed yet, image.c
 * checks what is to be committed, commit.c makes it the kernel's (with list.c,
 * sections.c and form.c for its steps), boot.c and find.c make sure of the
 * kernel's addresses, policy.c says who may, lab.c is the proposal of 2002. What
 * differs between kernels is in kernel.h.
 */
#ifndef KOLINK_H
#define KOLINK_H

#include <linux/elf.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "kolink_uapi.h"

#define KL_MAX_MSG	(2U << 20)
#define KL_MAX_REPLY	(64U << 10)
#define KL_MAX_CLASS	(64U << 20)
#define KL_MAX_IMAGE	(128U << 20)
#define KL_MAX_PERCPU	(1U << 20)
#define KL_MAX_ARGS	65536U
#define KL_MAX_DEPS	256U
#define KL_MAX_FILES	1024

/* One class of memory. Nothing there: base NULL, size 0. */
struct kl_mem {
	void *base;
	unsigned long size;	/* whole pages */
	bool rox;		/* from the kernel's read-only cache (7.3) */
};

/* Memory that the stub owns: from ALLOC until the kernel takes it over. */
struct kl_image {
	struct list_head list;	/* kl_images, under kl_images_lock */
	char name[KL_NAME_LEN];
	u32 state;		/* KL_LIST_*, written under kl_images_lock */
	pid_t pid;
	struct kl_mem mem[KL_CLASSES];
	void __percpu *pcpu;
	unsigned long pcpu_size;
#ifdef KOLINK_LAB
	struct module *sealed;	/* carries the protections, nothing else */
	unsigned long onclose;
#endif
};

enum kl_state {
	KL_STATE_NEW,
	KL_STATE_READY,
	KL_STATE_ALLOCATED,
	KL_STATE_COMMITTED,
	KL_STATE_FAILED,
	KL_STATE_SEALED,
};

/* One open file. */
struct kl_file {
	struct mutex lock;	/* one operation at a time; not taken by release */
	enum kl_state state;
	struct kl_image *image;	/* under kl_images_lock where it changes */
	void *reply;
	size_t reply_len;
	size_t reply_pos;
};

/* The description that COMMIT carries, once it is known to be sound. */
struct kl_blob {
	const struct kl_commit *req;
	Elf_Ehdr *hdr;
	Elf_Shdr *shdr;
	char *names;
	char *args;
	const struct kl_dep *deps;
	const char *modinfo;
	unsigned long modinfo_size;
	struct module *mod;
	Elf_Shdr *pcpu;		/* NULL if there is none */
};

extern struct list_head kl_images;
extern struct mutex kl_images_lock;

/* memory.c */
bool kl_within(u64 addr, u64 size, u64 base, u64 len);
int kl_class_of(const struct kl_image *image, u64 addr, u64 size);
void kl_image_free(struct kl_image *image);
int kl_alloc(struct kl_file *file, const struct kl_alloc *req, struct kl_alloc_r *reply);
int kl_write_bytes(struct kl_file *file, const char __user *payload, size_t len);

/* image.c */
int kl_blob_check(struct kl_image *image, void *msg, size_t len, struct kl_blob *blob);
Elf_Shdr *kl_section(const struct kl_blob *blob, const char *name);
const char *kl_modinfo(const struct kl_blob *blob, const char *tag);

/* commit.c */
int kl_commit(struct kl_file *file, void *msg, size_t len, struct kl_status *reply);

/* policy.c */
int kl_allowed(void);

/* boot.c, find.c: the kernel's data, once it is certain. */
struct kl_kernel {
	struct list_head *modules;
	struct mutex *module_mutex;	/* certain once kl_boot_ready() says 0 */
	struct kl_mod_tree *mod_tree;
	struct blocking_notifier_head *notifiers;
	wait_queue_head_t *module_wq;	/* may be NULL */
};

extern struct kl_kernel kl_kernel;

int kl_boot_init(void);
void kl_boot_exit(void);
int kl_boot_ready(void);

/* lab.c */
#ifdef KOLINK_LAB
bool kl_lab_enabled(void);
int kl_lab(struct kl_file *file, u32 op, void *msg, size_t len, struct kl_status *reply);
void kl_lab_close(struct kl_image *image);
size_t kl_lab_size(u32 op);
#else
static inline bool kl_lab_enabled(void) { return false; }
static inline void kl_lab_close(struct kl_image *image) { }
#endif

/*
 * The steps after which a test can make COMMIT or ALLOC fail. The numbers are
 * not the protocol's: tests count them up until nothing fails any more.
 */
enum kl_step {
	KL_STEP_CHECKED = 1,
	KL_STEP_REBUILT,
	KL_STEP_UNIQUE,
	KL_STEP_DEPENDENCIES,
	KL_STEP_LISTED,
	KL_STEP_SECTIONS,
	KL_STEP_STRINGS,
	KL_STEP_SYMBOLS,
	KL_STEP_FINALIZED,
	KL_STEP_ARGUMENTS,
	KL_STEP_DYNDBG,
	KL_STEP_FTRACE,
	KL_STEP_EXPORTS,
	KL_STEP_BUGS,
	KL_STEP_PROTECTED,
	KL_STEP_LIVEPATCH,
	KL_STEP_NOTIFIED,
	KL_STEP_PARSED,
	KL_STEP_SYSFS,
	KL_STEP_LAST = KL_STEP_SYSFS,
	KL_STEP_ALLOC = 100,	/* + class */
	KL_STEP_PERCPU = 107,
};

#ifdef KOLINK_FAULT
int kl_fault(enum kl_step step);
#else
static inline int kl_fault(enum kl_step step) { return 0; }
#endif

#endif /* KOLINK_H */
