// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes sure of the kernel's addresses before anything is done with them.
 *
 * The loader of the stub took them from kallsyms. A wrong one is a dead kernel,
 * so each function must be what the kernel itself calls by that name, and each
 * piece of data must behave like it, which is find.c's.
 */
#include <linux/audit.h>
#include <linux/extable.h>
#include <linux/kallsyms.h>
#include <linux/slab.h>

#include "boot.h"

struct kl_kernel kl_kernel;

/*
 * What the loader of the stub gave, NULL where kallsyms hid it. Only pointers are
 * linked: no code could reach address 0 from everywhere.
 */
static void *kl_given[] __ro_after_init = {
	&modules, &module_mutex, &mod_tree, &module_notify_list, &module_wq,
};

/* The compiler must not turn it into the symbol itself. */
noinline void *kl_given_address(int which)
{
	OPTIMIZER_HIDE_VAR(which);
	return READ_ONCE(kl_given[which]);
}

int kl_wrong(const char *what)
{
	pr_err("kolink: %s is not where it was said to be, or cannot be found\n", what);
	return -EINVAL;
}

/* ---- names ---- */

struct kl_function {
	const char *name;
	void *at;
};

#define F(function) { #function, function }

static const struct kl_function kl_functions[] __initconst = {
	F(do_init_module),
	F(find_module_all),
	F(find_symbol),
#ifdef CONFIG_MODULES_TREE_LOOKUP
	F(mod_tree_insert),
	F(mod_tree_remove),
#endif
	F(mod_sysfs_setup),
	F(mod_sysfs_teardown),
	F(init_param_lock),
	F(module_finalize),
	F(module_arch_cleanup),
	F(sort_extable),
	F(parse_args),
	F(module_destroy_params),
#ifdef CONFIG_STACKTRACE_BUILD_ID
	F(init_build_id),
#endif
#ifdef CONFIG_GENERIC_BUG
	F(module_bug_finalize),
	F(module_bug_cleanup),
#endif
#ifdef CONFIG_FTRACE_MCOUNT_RECORD
	F(ftrace_module_init),
	F(ftrace_module_enable),
	F(ftrace_release_mod),
#endif
#ifdef CONFIG_LIVEPATCH
	F(klp_module_coming),
	F(klp_module_going),
#endif
#ifdef CONFIG_DYNAMIC_DEBUG_CORE
	F(ddebug_dyndbg_module_param_cb),
#if !KL_MEM_TYPES
	F(ddebug_add_module),
	F(ddebug_remove_module),
#endif
#endif
#ifdef CONFIG_AUDITSYSCALL
	F(__audit_log_kern_module),
#endif
#if defined(CONFIG_SMP) && !KL_EXECMEM
	F(__alloc_reserved_percpu),
#endif
#if KL_EXECMEM
	F(execmem_free),
#if KL_ROX
	F(execmem_alloc_rw),
	F(execmem_restore_rox),
#else
	F(execmem_alloc),
#endif
#else
	F(module_alloc),
	F(module_memfree),
#endif
#ifdef CONFIG_STRICT_MODULE_RWX
#if KL_MEM_TYPES
	F(module_enable_rodata_ro),
	F(module_enable_data_nx),
#else
	F(module_enable_ro),
	F(module_enable_nx),
#endif
#endif
#if KL_MEM_TYPES
	F(module_enable_text_rox),
#else
	F(module_enable_x),
#endif
};

#undef F

/* Whether the kernel itself calls this address by that name. */
static bool __init kl_named(const void *at, const char *name, char *text)
{
	size_t len = strlen(name);

	sprint_symbol(text, (unsigned long)at);
	return !strncmp(text, name, len) && !strncmp(text + len, "+0x0/", 5);
}

static int __init kl_check_names(void)
{
	static const char *const data[GIVEN_COUNT] __initconst = {
		[GIVEN_MODULES] = "modules",
		[GIVEN_MUTEX] = "module_mutex",
		[GIVEN_TREE] = "mod_tree",
		[GIVEN_NOTIFIERS] = "module_notify_list",
		[GIVEN_WQ] = "module_wq",
	};
	char *text = kmalloc(KSYM_SYMBOL_LEN, GFP_KERNEL);
	int err = 0, i;

	if (!text)
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(kl_functions); i++)
		if (!kl_named(kl_functions[i].at, kl_functions[i].name, text))
			err = kl_wrong(kl_functions[i].name);
	/* Otherwise the kernel has no names for data. */
	for (i = 0; IS_ENABLED(CONFIG_KALLSYMS_ALL) && i < GIVEN_COUNT; i++)
		if (kl_given_address(i) && !kl_named(kl_given_address(i), data[i], text))
			err = kl_wrong(data[i]);
	kfree(text);
	return err;
}

/* ---- all together ---- */

/* Only its name tells it from other queues: without one it is not used. */
static int __init kl_check_wq(void)
{
	wait_queue_head_t *wq = kl_given_address(GIVEN_WQ);

	if (!wq || !IS_ENABLED(CONFIG_KALLSYMS_ALL))
		return 0;
	if (!kl_list_sane(&wq->head))
		return kl_wrong("module_wq");
	kl_kernel.module_wq = wq;
	return 0;
}

int __init kl_boot_init(void)
{
	int err = kl_check_names();

	if (err)
		return err;
	kl_find_data();
	err = kl_check_modules();
	if (!err)
		err = kl_check_tree();
	if (!err)
		err = kl_check_notifiers();
	if (!err)
		err = kl_check_wq();
	/* Last: what it registers must be taken back. */
	if (!err)
		err = kl_check_mutex();
	return err;
}

void kl_boot_exit(void)
{
	kl_stop_probing();
}
