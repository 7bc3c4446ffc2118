// SPDX-License-Identifier: GPL-2.0-only
/*
 * COMMIT, step 3: a name of its own, what it depends on, the list of modules
 * (add_unformed_module() and ref_module() in kernel/module/main.c, v6.1).
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/rculist.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "commit.h"

#define KL_WAIT_SECONDS 30

static struct module *kl_find(const char *name, bool even_unformed)
{
	return find_module_all(name, strnlen(name, MODULE_NAME_LEN), even_unformed);
}

/*
 * Waits for one of the same name as long as it is being loaded. Returns with
 * module_mutex held if it returns 0.
 */
static int kl_unique(const char *name)
{
	unsigned long end = jiffies + KL_WAIT_SECONDS * HZ;
	struct module *old;
	bool live, loading;

	for (;;) {
		mutex_lock(kl_kernel.module_mutex);
		old = kl_find(name, true);
		if (!old)
			return 0;
		live = old->state == MODULE_STATE_LIVE;
		loading = old->state == MODULE_STATE_COMING ||
			  old->state == MODULE_STATE_UNFORMED;
		mutex_unlock(kl_kernel.module_mutex);
		if (live)
			return -EEXIST;
		if (!loading || time_after(jiffies, end))
			return -EBUSY;
		if (msleep_interruptible(20))
			return -EINTR;
	}
}

#ifdef CONFIG_MODULE_UNLOAD
static bool kl_uses(const struct module *mod, const struct module *target)
{
	struct module_use *use;

	list_for_each_entry(use, &mod->target_list, target_list)
		if (use->target == target)
			return true;
	return false;
}

/* Makes @mod a user of @target, which is held. */
static int kl_use(struct module *mod, struct module *target)
{
	struct module_use *use = kmalloc(sizeof(*use), GFP_KERNEL);

	if (!use)
		return -ENOMEM;
	use->source = mod;
	use->target = target;
	list_add(&use->source_list, &target->source_list);
	list_add(&use->target_list, &mod->target_list);
	return 0;
}

/* Under module_mutex. */
static void kl_drop_dependencies(struct module *mod)
{
	struct module_use *use, *next;

	list_for_each_entry_safe(use, next, &mod->target_list, target_list) {
		list_del(&use->source_list);
		list_del(&use->target_list);
		module_put(use->target);
		kfree(use);
	}
}
#else
static bool kl_uses(const struct module *mod, const struct module *target)
{
	return false;
}

static int kl_use(struct module *mod, struct module *target)
{
	return 0;
}

static void kl_drop_dependencies(struct module *mod) { }
#endif

/* Under module_mutex. */
static int kl_hold_dependencies(struct kl_commit_work *work)
{
	struct module *mod = work->mod, *target;
	unsigned int i;
	int err;

	for (i = 0; i < work->blob.req->ndeps; i++) {
		const struct kl_dep *dep = &work->blob.deps[i];

		target = kl_find(dep->name, false);
		if (!target || dep->base != kl_module_base(target))
			return -ESTALE;
		if (kl_uses(mod, target))
			continue;
		if (target->state == MODULE_STATE_COMING)
			return -EBUSY;
		if (target->state != MODULE_STATE_LIVE || !try_module_get(target))
			return -ENODEV;
		err = kl_use(mod, target);
		if (err) {
			module_put(target);
			return err;
		}
		/* What a proprietary module exports makes its users that. */
		if (test_bit(TAINT_PROPRIETARY_MODULE, &target->taints))
			set_bit(TAINT_PROPRIETARY_MODULE, &mod->taints);
	}
	return 0;
}

int kl_list(struct kl_commit_work *work)
{
	struct module *mod = work->mod;
	int err;

	err = kl_unique(mod->name);
	if (err)
		return err;
	err = kl_fault(KL_STEP_UNIQUE);
	if (!err)
		err = kl_hold_dependencies(work);
	if (!err)
		err = kl_fault(KL_STEP_DEPENDENCIES);
	if (err) {
		kl_drop_dependencies(mod);
	} else {
		kl_widen(work->image->mem);
		list_add_rcu(&mod->list, kl_kernel.modules);
		mod_tree_insert(mod);
	}
	mutex_unlock(kl_kernel.module_mutex);
	return err;
}

void kl_unlist(struct module *mod)
{
	mutex_lock(kl_kernel.module_mutex);
	kl_drop_dependencies(mod);
	/* kallsyms may be walking. */
	list_del_rcu(&mod->list);
	mod_tree_remove(mod);
	if (kl_kernel.module_wq)
		wake_up_all(kl_kernel.module_wq);
	synchronize_rcu();
	mutex_unlock(kl_kernel.module_mutex);
}
