// SPDX-License-Identifier: GPL-2.0-only
/*
 * COMMIT: what load_module() does once relocations are applied, in its order
 * (kernel/module/main.c, v6.1), with the undoing of each step.
 */
#include <linux/audit.h>
#include <linux/bug.h>
#include <linux/delay.h>
#include <linux/extable.h>
#include <linux/jump_label.h>
#include <linux/kallsyms.h>
#include <linux/license.h>
#include <linux/lockdep.h>
#include <linux/moduleparam.h>
#include <linux/notifier.h>
#include <linux/percpu.h>
#include <linux/rculist.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/trace_events.h>
#include <asm/cacheflush.h>

#include "kolink.h"
#include "kernel.h"

#define KL_WAIT_SECONDS 30

/* What a COMMIT under way holds beside the image. */
struct kl_commit_work {
	struct kl_image *image;
	struct kl_blob blob;
	struct module *mod;
	struct load_info info;
	struct kl_init_symbols *init_symbols;
	char *args;
};

/* The module's symbols while its init runs; unlike theirs, not in its memory. */
struct kl_init_symbols {
#ifdef CONFIG_KALLSYMS
	struct mod_kallsyms table;
#endif
	struct rcu_head rcu;
};

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

/* ---- step 3: the list ---- */

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

static int kl_list(struct kl_commit_work *work)
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

static void kl_unlist(struct module *mod)
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

/* ---- step 4: where things are in the image ---- */

static int kl_find_sections(struct kl_commit_work *work)
{
	const struct kl_blob *blob = &work->blob;
	struct module *mod = work->mod;

#ifdef CONFIG_SMP
	mod->percpu = work->image->pcpu;
	mod->percpu_size = blob->pcpu ? blob->pcpu->sh_size : 0;
#endif
	init_param_lock(mod);

	KL_ENTRIES(blob, "__param", mod->kp, mod->num_kp);
	kl_take_exports(mod, blob);
	KL_ENTRIES(blob, "__ex_table", mod->extable, mod->num_exentries);
	mod->noinstr_text_start = kl_start(blob, ".noinstr.text");
	if (mod->noinstr_text_start)
		mod->noinstr_text_size = kl_section(blob, ".noinstr.text")->sh_size;
#ifdef CONFIG_CONSTRUCTORS
	KL_ENTRIES(blob, ".ctors", mod->ctors, mod->num_ctors);
	if (!mod->ctors)
		KL_ENTRIES(blob, ".init_array", mod->ctors, mod->num_ctors);
	else if (kl_section(blob, ".init_array"))
		return -EINVAL;
#endif
#ifdef CONFIG_TRACEPOINTS
	KL_ENTRIES(blob, "__tracepoints_ptrs", mod->tracepoints_ptrs, mod->num_tracepoints);
#endif
#ifdef CONFIG_TREE_SRCU
	KL_ENTRIES(blob, "___srcu_struct_ptrs", mod->srcu_struct_ptrs, mod->num_srcu_structs);
#endif
#ifdef CONFIG_BPF_EVENTS
	KL_ENTRIES(blob, "__bpf_raw_tp_map", mod->bpf_raw_events, mod->num_bpf_raw_events);
#endif
#ifdef CONFIG_DEBUG_INFO_BTF_MODULES
	mod->btf_data = kl_start(blob, ".BTF");
	if (mod->btf_data)
		mod->btf_data_size = kl_section(blob, ".BTF")->sh_size;
#if KL_MEM_TYPES
	mod->btf_base_data = kl_start(blob, ".BTF.base");
	if (mod->btf_base_data)
		mod->btf_base_data_size = kl_section(blob, ".BTF.base")->sh_size;
#endif
#endif
#ifdef CONFIG_JUMP_LABEL
	KL_ENTRIES(blob, "__jump_table", mod->jump_entries, mod->num_jump_entries);
#endif
#ifdef CONFIG_EVENT_TRACING
	KL_ENTRIES(blob, "_ftrace_events", mod->trace_events, mod->num_trace_events);
	KL_ENTRIES(blob, "_ftrace_eval_map", mod->trace_evals, mod->num_trace_evals);
#endif
#ifdef CONFIG_TRACING
	KL_ENTRIES(blob, "__trace_printk_fmt", mod->trace_bprintk_fmt_start,
		   mod->num_trace_bprintk_fmt);
#endif
#if defined(CONFIG_FTRACE_MCOUNT_RECORD) || (KL_ROX && defined(CONFIG_DYNAMIC_FTRACE))
	KL_ENTRIES(blob, FTRACE_CALLSITE_SECTION, mod->ftrace_callsites,
		   mod->num_ftrace_callsites);
#endif
#ifdef CONFIG_FUNCTION_ERROR_INJECTION
	KL_ENTRIES(blob, "_error_injection_whitelist", mod->ei_funcs, mod->num_ei_funcs);
#endif
#ifdef CONFIG_KPROBES
	mod->kprobes_text_start = kl_start(blob, ".kprobes.text");
	if (mod->kprobes_text_start)
		mod->kprobes_text_size = kl_section(blob, ".kprobes.text")->sh_size;
	KL_ENTRIES(blob, "_kprobe_blacklist", mod->kprobe_blacklist, mod->num_kprobe_blacklist);
#endif
#ifdef CONFIG_PRINTK_INDEX
	KL_ENTRIES(blob, ".printk_index", mod->printk_index_start, mod->printk_index_size);
#endif
#ifdef CONFIG_HAVE_STATIC_CALL_INLINE
	KL_ENTRIES(blob, ".static_call_sites", mod->static_call_sites,
		   mod->num_static_call_sites);
#endif
#if IS_ENABLED(CONFIG_KUNIT)
	KL_ENTRIES(blob, ".kunit_test_suites", mod->kunit_suites, mod->num_kunit_suites);
#if KL_MEM_TYPES
	KL_ENTRIES(blob, ".kunit_init_test_suites", mod->kunit_init_suites,
		   mod->num_kunit_init_suites);
#endif
#endif
	return kl_exports_whole(mod, blob) ? 0 : -ENOEXEC;
}

static void kl_taint(struct module *mod, unsigned int flag, enum lockdep_ok lockdep)
{
	add_taint(flag, lockdep);
	set_bit(flag, &mod->taints);
}

static void kl_taints(struct kl_commit_work *work)
{
	const char *license = kl_modinfo(&work->blob, "license");
	struct module *mod = work->mod;

	if (!kl_modinfo(&work->blob, "intree"))
		kl_taint(mod, TAINT_OOT_MODULE, LOCKDEP_STILL_OK);
	if (kl_modinfo(&work->blob, "staging"))
		kl_taint(mod, TAINT_CRAP, LOCKDEP_STILL_OK);
	if (kl_modinfo(&work->blob, "test"))
		kl_taint(mod, TAINT_TEST, LOCKDEP_STILL_OK);
	if (!license || !license_is_gpl_compatible(license) ||
	    test_bit(TAINT_PROPRIETARY_MODULE, &mod->taints))
		kl_taint(mod, TAINT_PROPRIETARY_MODULE, LOCKDEP_NOW_UNRELIABLE);
#ifdef CONFIG_MODULE_SIG
	mod->sig_ok = false;
	kl_taint(mod, TAINT_UNSIGNED_MODULE, LOCKDEP_STILL_OK);
#endif
}

static void kl_free_strings(struct module *mod)
{
	kfree(mod->version);
	mod->version = NULL;
	kfree(mod->srcversion);
	mod->srcversion = NULL;
}

static int kl_strings(struct kl_commit_work *work)
{
	const char *version = kl_modinfo(&work->blob, "version");
	const char *srcversion = kl_modinfo(&work->blob, "srcversion");
	struct module *mod = work->mod;

	if (version) {
		mod->version = kstrdup(version, GFP_KERNEL);
		if (!mod->version)
			return -ENOMEM;
	}
	if (srcversion) {
		mod->srcversion = kstrdup(srcversion, GFP_KERNEL);
		if (!mod->srcversion)
			return -ENOMEM;
	}
	return 0;
}

#ifdef CONFIG_KALLSYMS
static void kl_set_table(struct mod_kallsyms *table, struct module *mod, u64 symtab, u64 nsyms,
			 u64 strtab, u64 typetab)
{
	/*
	 * find_kallsyms_symbol() reads entry 0 of an empty table, too. Any
	 * memory will do that lives as long as the module.
	 */
	table->symtab = nsyms ? (void *)(unsigned long)symtab : (void *)mod;
	table->num_symtab = nsyms;
	table->strtab = (void *)(unsigned long)strtab;
	table->typetab = (void *)(unsigned long)typetab;
}
#endif

static int kl_symbols(struct kl_commit_work *work)
{
#ifdef CONFIG_KALLSYMS
	const struct kl_commit *req = work->blob.req;
	struct module *mod = work->mod;
	struct mod_kallsyms *table = &mod->core_kallsyms;

	kl_set_table(table, mod, req->symtab, req->nsyms, req->strtab, req->typetab);
	if (req->init_nsyms) {
		work->init_symbols = kzalloc(sizeof(*work->init_symbols), GFP_KERNEL);
		if (!work->init_symbols)
			return -ENOMEM;
		table = &work->init_symbols->table;
		kl_set_table(table, mod, req->init_symtab, req->init_nsyms, req->init_strtab,
			     req->init_typetab);
	}
	rcu_assign_pointer(mod->kallsyms, table);
#endif
	return 0;
}

static void kl_flush(const struct kl_image *image)
{
	int i;

	for (i = 0; i < KL_CLASSES; i++)
		if (image->mem[i].size)
			flush_icache_range((unsigned long)image->mem[i].base,
					   (unsigned long)image->mem[i].base +
					   image->mem[i].size);
}

/* ---- step 7 ---- */

static int kl_exports_unique(struct module *mod)
{
	const struct kernel_symbol *sym;
	unsigned int i;

	for (i = 0; (sym = kl_export(mod, i)); i++) {
		struct find_symbol_arg fsa = { .name = kl_symbol_name(sym), .gplok = true };

		if (find_symbol(&fsa)) {
			pr_err("kolink: %s: exports duplicate symbol %s (owned by %s)\n",
			       mod->name, fsa.name, fsa.owner ? fsa.owner->name : "kernel");
			return -ENOEXEC;
		}
	}
	return 0;
}

static int kl_form(struct kl_commit_work *work)
{
	struct module *mod = work->mod;
	int err;

	mutex_lock(kl_kernel.module_mutex);
	err = kl_exports_unique(mod);
	if (!err)
		err = kl_fault(KL_STEP_EXPORTS);
	if (err)
		goto out;
	module_bug_finalize(work->blob.hdr, work->blob.shdr, mod);
	err = kl_fault(KL_STEP_BUGS);
	if (!err)
		err = kl_protect(mod);
	if (!err)
		err = kl_fault(KL_STEP_PROTECTED);
	if (err)
		module_bug_cleanup(mod);
	else
		mod->state = MODULE_STATE_COMING;
out:
	mutex_unlock(kl_kernel.module_mutex);
	return err;
}

static void kl_unform(struct module *mod)
{
	mod->state = MODULE_STATE_GOING;
	mutex_lock(kl_kernel.module_mutex);
	module_bug_cleanup(mod);
	mutex_unlock(kl_kernel.module_mutex);
}

/* ---- step 8 ---- */

static int kl_announce(struct module *mod)
{
	int err;

	ftrace_module_enable(mod);
	err = klp_module_coming(mod);
	if (err)
		return err;
	err = kl_fault(KL_STEP_LIVEPATCH);
	if (err)
		goto out;
	err = blocking_notifier_call_chain_robust(kl_kernel.notifiers, MODULE_STATE_COMING,
						  MODULE_STATE_GOING, mod);
	err = notifier_to_errno(err);
	if (!err)
		return 0;
out:
	klp_module_going(mod);
	return err;
}

static void kl_renounce(struct module *mod)
{
	mod->state = MODULE_STATE_GOING;
	module_destroy_params(mod->kp, mod->num_kp);
	blocking_notifier_call_chain(kl_kernel.notifiers, MODULE_STATE_GOING, mod);
	klp_module_going(mod);
}

/* ---- step 9 ---- */

static int kl_unknown_parameter(char *param, char *val, const char *name, void *arg)
{
	struct module *mod = arg;

	if (!strcmp(param, "async_probe")) {
		if (kstrtobool(val, &mod->async_probe_requested))
			mod->async_probe_requested = true;
		return 0;
	}
	if (ddebug_dyndbg_module_param_cb(param, val, name))
		pr_warn("kolink: %s: unknown parameter '%s' ignored\n", name, param);
	return 0;
}

static int kl_parse(struct module *mod, char *args)
{
	char *rest;

	rest = parse_args(mod->name, args, mod->kp, mod->num_kp, -32768, 32767, mod,
			  kl_unknown_parameter);
	if (IS_ERR(rest))
		return PTR_ERR(rest);
	if (rest)
		pr_warn("kolink: %s: parameters '%s' after `--' ignored\n", mod->name, rest);
	return 0;
}

/* ---- the whole ---- */

static int kl_args(struct kl_commit_work *work)
{
	work->args = kstrdup(work->blob.args, GFP_KERNEL);
	return work->args ? 0 : -ENOMEM;
}

static void kl_free_init_symbols(struct kl_commit_work *work)
{
	if (work->init_symbols)
		kfree_rcu(work->init_symbols, rcu);
	work->init_symbols = NULL;
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
