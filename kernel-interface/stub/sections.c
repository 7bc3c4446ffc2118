// SPDX-License-Identifier: GPL-2.0-only
/*
 * COMMIT, step 4: where things are in the image (find_module_sections(),
 * setup_modinfo() and add_kallsyms() in kernel/module, v6.1).
 */
#include <linux/jump_label.h>
#include <linux/kallsyms.h>
#include <linux/license.h>
#include <linux/lockdep.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/trace_events.h>

#include "commit.h"

/* The module's symbols while its init runs; unlike theirs, not in its memory. */
struct kl_init_symbols {
#ifdef CONFIG_KALLSYMS
	struct mod_kallsyms table;
#endif
	struct rcu_head rcu;
};

int kl_find_sections(struct kl_commit_work *work)
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

void kl_taints(struct kl_commit_work *work)
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

void kl_free_strings(struct module *mod)
{
	kfree(mod->version);
	mod->version = NULL;
	kfree(mod->srcversion);
	mod->srcversion = NULL;
}

int kl_strings(struct kl_commit_work *work)
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

int kl_symbols(struct kl_commit_work *work)
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

void kl_free_init_symbols(struct kl_commit_work *work)
{
	if (work->init_symbols)
		kfree_rcu(work->init_symbols, rcu);
	work->init_symbols = NULL;
}
