// SPDX-License-Identifier: GPL-2.0-only
/*
 * COMMIT: what load_module() does once relocations are applied, in its order
 * (kernel/module/main.c, v6.1), with the undoing of each step.
 */
#include <linux/audit.h>
#include <linux/extable.h>
#include <linux/moduleparam.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/cacheflush.h>

#include "commit.h"

#ifdef KOLINK_FAULT
static int fail_at;
module_param(fail_at, int, 0600);
MODULE_PARM_DESC(fail_at, "fail once after this step (for tests)");

int kl_fault(enum kl_step step)
{
	if (READ_ONCE(fail_at) != step)
		return 0;
	WRITE_ONCE(fail_at, 0);
	return -EIO;
}
#endif

/* ---- step 2: struct module ---- */

static int kl_rebuild(struct kl_commit_work *work)
{
	struct kl_image *image = work->image;
	struct module *mod = work->mod;
	struct mod_arch_specific arch = mod->arch;
	u64 init = (unsigned long)mod->init;
	u64 exit = 0;
	int class;

#ifdef CONFIG_MODULE_UNLOAD
	exit = (unsigned long)mod->exit;
#endif
	class = kl_class_of(image, init, 1);
	if (init && (class < 0 || !kl_is_text(class)))
		return -ERANGE;
	if (exit && kl_class_of(image, exit, 1) != KL_TEXT)
		return -ERANGE;

	memset(mod, 0, sizeof(*mod));
	strscpy(mod->name, image->name, MODULE_NAME_LEN);
	mod->init = (void *)(unsigned long)init;
	if (!kl_take_arch(mod, &arch, image))
		return -ERANGE;
	kl_mem_to_module(image->mem, mod);
	mod->state = MODULE_STATE_UNFORMED;
#ifdef CONFIG_MODULE_UNLOAD
	mod->exit = (void *)(unsigned long)exit;
	INIT_LIST_HEAD(&mod->source_list);
	INIT_LIST_HEAD(&mod->target_list);
	/* One that stays, one until init is done. */
	atomic_set(&mod->refcnt, KL_REF_BASE + 1);
#endif
	return 0;
}

/* ---- step 6: the instruction cache ---- */

static void kl_flush(const struct kl_image *image)
{
	int i;

	for (i = 0; i < KL_CLASSES; i++)
		if (image->mem[i].size)
			flush_icache_range((unsigned long)image->mem[i].base,
					   (unsigned long)image->mem[i].base +
					   image->mem[i].size);
}

/* ---- the whole ---- */

static int kl_args(struct kl_commit_work *work)
{
	work->args = kstrdup(work->blob.args, GFP_KERNEL);
	return work->args ? 0 : -ENOMEM;
}

/*
 * Steps 2 to 10. On success the module is COMING and could start; on failure
 * nothing of it is left but the stub's memory.
 */
static int kl_prepare(struct kl_commit_work *work)
{
	struct module *mod = work->mod;
	char *args;
	int err;

	err = kl_rebuild(work);
	if (!err)
		err = kl_fault(KL_STEP_REBUILT);
	if (err)
		return err;

	audit_log_kern_module(mod->name);
	err = kl_list(work);
	if (err)
		return err;
	err = kl_fault(KL_STEP_LISTED);
	if (err)
		goto unlist;

	kl_taints(work);
	err = kl_find_sections(work);
	if (!err)
		err = kl_fault(KL_STEP_SECTIONS);
	if (err)
		goto unlist;
	err = kl_strings(work);
	if (!err)
		err = kl_fault(KL_STEP_STRINGS);
	if (err)
		goto free_strings;
	sort_extable(mod->extable, mod->extable + mod->num_exentries);
	err = kl_symbols(work);
	if (!err)
		err = kl_fault(KL_STEP_SYMBOLS);
	if (err)
		goto free_strings;

	err = module_finalize(work->blob.hdr, work->blob.shdr, mod);
	if (err)
		goto free_strings;
	err = kl_fault(KL_STEP_FINALIZED);
	if (err)
		goto arch_cleanup;
	kl_flush(work->image);

	err = kl_args(work);
	if (err)
		goto arch_cleanup;
	/* As far as the kernel keeps them, it must not free them if we fail. */
	args = work->args;
	err = kl_fault(KL_STEP_ARGUMENTS);
	if (err)
		goto free_args;
	init_build_id(mod, &work->info);
	err = kl_dyndbg_add(mod, &work->blob);
	if (err)
		goto free_args;
	err = kl_fault(KL_STEP_DYNDBG);
	if (err)
		goto remove_dyndbg;
	ftrace_module_init(mod);	/* must be UNFORMED */
	err = kl_fault(KL_STEP_FTRACE);
	if (!err)
		err = kl_form(work);
	if (err)
		goto release_ftrace;
	err = kl_announce(mod);
	if (err)
		goto unform;
	err = kl_fault(KL_STEP_NOTIFIED);
	if (!err)
		err = kl_parse(mod, args);
	if (!err)
		err = kl_fault(KL_STEP_PARSED);
	if (err)
		goto renounce;
	err = mod_sysfs_setup(mod, &work->info, mod->kp, mod->num_kp);
	if (err)
		goto renounce;
	err = kl_fault(KL_STEP_SYSFS);
	if (err)
		goto teardown_sysfs;
	kl_keep_args(mod, &work->args);
	return 0;

teardown_sysfs:
	mod_sysfs_teardown(mod);
renounce:
	kl_renounce(mod);
unform:
	kl_unform(mod);
release_ftrace:
	ftrace_release_mod(mod);
remove_dyndbg:
	kl_dyndbg_remove(mod);
free_args:
	synchronize_rcu();
	kfree(work->args);
	work->args = NULL;
arch_cleanup:
	module_arch_cleanup(mod);
free_strings:
	kl_free_strings(mod);
unlist:
	kl_unlist(mod);
	kl_free_init_symbols(work);
	return err;
}

/* The kernel is about to own the memory: the stub forgets it. */
static void kl_flip(struct kl_file *file)
{
	struct kl_image *image = file->image;

	mutex_lock(&kl_images_lock);
	list_del(&image->list);
	file->image = NULL;
	mutex_unlock(&kl_images_lock);
	file->state = KL_STATE_COMMITTED;
	kfree(image);
}

static void kl_set_state(struct kl_image *image, u32 state)
{
	mutex_lock(&kl_images_lock);
	image->state = state;
	mutex_unlock(&kl_images_lock);
}

/* Under the file's lock, in state ALLOCATED. */
int kl_commit(struct kl_file *file, void *msg, size_t len, struct kl_status *reply)
{
	struct kl_commit_work *work;
	int err;

	err = kl_allowed();
	if (err)
		return err;
	work = kzalloc(sizeof(*work), GFP_KERNEL);
	if (!work)
		return -ENOMEM;
	work->image = file->image;
	err = kl_blob_check(work->image, msg, len, &work->blob);
	if (!err)
		err = kl_fault(KL_STEP_CHECKED);
	if (err)
		goto out;

	work->mod = work->blob.mod;
	work->info.name = work->image->name;
	work->info.mod = work->mod;
	work->info.hdr = work->blob.hdr;
	work->info.len = work->blob.req->ehdr_len;
	work->info.sechdrs = work->blob.shdr;
	work->info.secstrings = work->blob.names;

	kl_set_state(work->image, KL_LIST_COMMITTING);
	err = kl_prepare(work);
	if (err) {
		file->state = KL_STATE_FAILED;
		kl_set_state(work->image, KL_LIST_FAILED);
		goto out;
	}
	pr_info("kolink: %s committed by %s[%d]\n", work->mod->name, current->comm,
		task_pid_nr(current));
	kl_flip(file);
	reply->ret = (s64)do_init_module(work->mod);
	kl_free_init_symbols(work);
	kfree(work->args);
out:
	kfree(work);
	return err;
}
