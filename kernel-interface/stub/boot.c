// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes sure of the kernel's addresses before anything is done with them.
 *
 * The loader of the stub took them from kallsyms. A wrong one is a dead kernel,
 * so each function must be what the kernel itself calls by that name, and each
 * piece of data must behave like it. Data that kallsyms hides (no KALLSYMS_ALL,
 * as on Debian's arm64) is searched for by that behaviour. All of it is only
 * read, and faults are caught.
 */
#include <linux/audit.h>
#include <linux/bug.h>
#include <linux/extable.h>
#include <linux/kallsyms.h>
#include <linux/mm.h>
#include <linux/notifier.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>

#include "kolink.h"
#include "kernel.h"

#define KL_DATA_REACH	(64UL << 20)	/* how far from init_task data may lie */
#define KL_MAX_MODULES	100000

struct kl_kernel kl_kernel;

/*
 * What the loader of the stub gave, NULL where kallsyms hid it. Only pointers are
 * linked: no code could reach address 0 from everywhere.
 */
static void *kl_given[] __ro_after_init = {
	&modules, &module_mutex, &mod_tree, &module_notify_list, &module_wq,
};

enum { GIVEN_MODULES, GIVEN_MUTEX, GIVEN_TREE, GIVEN_NOTIFIERS, GIVEN_WQ, GIVEN_COUNT };

/* The compiler must not turn it into the symbol itself. */
static noinline void *kl_given_address(int which)
{
	OPTIMIZER_HIDE_VAR(which);
	return READ_ONCE(kl_given[which]);
}

static int kl_wrong(const char *what)
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

/* ---- reading what may not be there ---- */

/* The kernel's data: what is readable without a gap around init_task. */
static unsigned long kl_low, kl_high;

static void __init kl_find_data(void)
{
	unsigned long at = (unsigned long)&init_task & PAGE_MASK, word;

	kl_low = at;
	kl_high = at + PAGE_SIZE;
	while (at - kl_low < KL_DATA_REACH && kl_peek_word((void *)(kl_low - PAGE_SIZE), &word))
		kl_low -= PAGE_SIZE;
	while (kl_high - at < KL_DATA_REACH && kl_peek_word((void *)kl_high, &word))
		kl_high += PAGE_SIZE;
}

/*
 * The one place in the kernel's data for which @match holds, NULL if there is
 * none or more than one. @match sees a copy of the word there.
 */
static void *kl_search(bool (*match)(unsigned long at, unsigned long word, const void *with),
		       const void *with)
{
	static unsigned long page[PAGE_SIZE / sizeof(long)];
	unsigned long at;
	void *found = NULL;
	int hits = 0, i;

	for (at = kl_low; at < kl_high; at += PAGE_SIZE) {
		if (!kl_peek((void *)at, page, PAGE_SIZE))
			continue;
		for (i = 0; i < ARRAY_SIZE(page); i++) {
			unsigned long place = at + i * sizeof(long);

			if (match(place, page[i], with)) {
				found = (void *)place;
				hits++;
			}
		}
	}
	return hits == 1 ? found : NULL;
}

/* ---- modules: the node of our list that lies in the kernel ---- */

static int __init kl_check_modules(void)
{
	struct list_head *given = kl_given_address(GIVEN_MODULES), *head = NULL;
	struct list_head *self = &THIS_MODULE->list, *at = self, node;
	int n = 0;

	do {
		if (!kl_peek(at, &node, sizeof(node)) || ++n > KL_MAX_MODULES)
			return kl_wrong("modules");
		if (given ? at == given : (unsigned long)at - kl_low < kl_high - kl_low) {
			if (head)
				return kl_wrong("modules");
			head = at;
		}
		at = node.prev;
	} while (at != self);
	if (!head)
		return kl_wrong("modules");
	kl_kernel.modules = head;
	return 0;
}

/* ---- mod_tree: both roots above our own node, and bounds that hold us ---- */

#ifdef CONFIG_MODULES_TREE_LOOKUP
/* The topmost node above one of ours. */
static unsigned long __init kl_root(const struct rb_node *node)
{
	struct rb_node copy;
	int n = 0;

	while (kl_peek(node, &copy, sizeof(copy)) && ++n < 100) {
		if (!rb_parent(&copy))
			return (unsigned long)node;
		node = rb_parent(&copy);
	}
	return 0;
}
#endif

static bool kl_tree_holds(unsigned long at, unsigned long word, const void *with)
{
	const unsigned long __maybe_unused *roots = with;
	unsigned long base = kl_module_base(THIS_MODULE);
	struct kl_mod_tree copy;

#ifdef CONFIG_MODULES_TREE_LOOKUP
	/* @at is where the first root would be. */
	if (word != roots[0])
		return false;
	at -= offsetof(struct kl_mod_tree, root.tree[0].rb_node);
#endif
	if (!kl_peek((void *)at, &copy, sizeof(copy)))
		return false;
#ifdef CONFIG_MODULES_TREE_LOOKUP
	if ((unsigned long)copy.root.tree[1].rb_node != roots[1])
		return false;
#endif
	return copy.addr_min <= base && base < copy.addr_max && copy.addr_min;
}

static int __init kl_check_tree(void)
{
	struct kl_mod_tree *tree = kl_given_address(GIVEN_TREE);
	unsigned long roots[2] = { };
	unsigned long first = 0;

#ifdef CONFIG_MODULES_TREE_LOOKUP
	struct latch_tree_node *node = kl_tree_node(THIS_MODULE);

	roots[0] = kl_root(&node->node[0]);
	roots[1] = kl_root(&node->node[1]);
	if (!roots[0] || !roots[1])
		return kl_wrong("mod_tree");
	if (!tree) {
		void *at = kl_search(kl_tree_holds, roots);

		if (at)
			tree = at - offsetof(struct kl_mod_tree, root.tree[0].rb_node);
	}
	if (tree && !kl_peek_word(&tree->root.tree[0].rb_node, &first))
		tree = NULL;
	if (!tree || !kl_tree_holds((unsigned long)&tree->root.tree[0].rb_node, first, roots))
		return kl_wrong("mod_tree");
#else
	if (!tree || !kl_tree_holds((unsigned long)tree, first, roots))
		return kl_wrong("mod_tree");
#endif
	kl_kernel.mod_tree = tree;
	return 0;
}

/* ---- module_notify_list: the head of a chain that holds what we put there ---- */

static int kl_nothing(struct notifier_block *nb, unsigned long action, void *data)
{
	return NOTIFY_DONE;
}

static struct notifier_block kl_probe_block = {
	.notifier_call = kl_nothing,
	.priority = INT_MAX,
};

/* Freed parts of the image hold stale copies of anything: the lock tells. */
static bool kl_heads(unsigned long at, unsigned long word, const void *with)
{
#ifndef CONFIG_PREEMPT_RT
	const struct blocking_notifier_head *head =
		(void *)(at - offsetof(struct blocking_notifier_head, head));
	unsigned long count;

	return word == (unsigned long)with && kl_peek_word(&head->rwsem.count, &count) &&
	       !count && KL_WAITERS(&head->rwsem) == KL_NOBODY;
#else
	return word == (unsigned long)with;
#endif
}

static bool __init kl_chain_holds(struct blocking_notifier_head *head, const void *wanted)
{
	struct notifier_block copy;
	unsigned long at;
	int n = 0;

	if (!kl_peek_word(&head->head, &at))
		return false;
	while (at && at != (unsigned long)wanted && ++n < 10000) {
		if (!kl_peek((void *)at, &copy, sizeof(copy)))
			return false;
		at = (unsigned long)copy.next;
	}
	return at == (unsigned long)wanted;
}

static int __init kl_check_notifiers(void)
{
	struct blocking_notifier_head *head = kl_given_address(GIVEN_NOTIFIERS);
	bool with, after;
	void *at;
	int err;

	if (head && kl_chain_holds(head, &kl_probe_block))
		return kl_wrong("module_notify_list");
	err = register_module_notifier(&kl_probe_block);
	if (err)
		return err;
	if (!head) {
		at = kl_search(kl_heads, &kl_probe_block);
		if (at)
			head = at - offsetof(struct blocking_notifier_head, head);
	}
	with = head && kl_chain_holds(head, &kl_probe_block);
	unregister_module_notifier(&kl_probe_block);
	after = head && kl_chain_holds(head, &kl_probe_block);
	if (!with || after)
		return kl_wrong("module_notify_list");
	kl_kernel.notifiers = head;
	return 0;
}

/* ---- module_mutex: held by whoever drops our last loading reference ---- */

#ifndef CONFIG_PREEMPT_RT
#define KL_OWNER(mutex) (&(mutex)->owner)
#else
#define KL_OWNER(mutex) (&(mutex)->rtmutex.owner)
#endif

/*
 * Whether it looks like a mutex that @task holds, or nobody if that is NULL. A
 * semaphore looks alike and remembers its last reader, but with a flag that
 * says "somebody waits" in a mutex.
 */
static bool kl_holds(const struct mutex *mutex, const struct task_struct *task)
{
	unsigned long owner;

	if (!kl_peek_word(KL_OWNER(mutex), &owner) || (owner & ~7UL) != (unsigned long)task)
		return false;
#ifndef CONFIG_PREEMPT_RT
	switch (KL_WAITERS(mutex)) {
	case KL_NOBODY:
		return !(owner & 7);
	case KL_SOMEBODY:
		return owner & 7;
	case KL_NONSENSE:
		return false;
	}
#endif
	return true;
}

/* 0: nothing is known yet; 1: certain; -errno. */
static int kl_mutex_state;

#if defined(CONFIG_TRACEPOINTS) && defined(CONFIG_MODULE_UNLOAD)

static struct task_struct *kl_loader;
static struct tracepoint *kl_put;
static bool kl_probing;
static DEFINE_MUTEX(kl_probe_lock);

#define KL_AT_OWNER(at) ((struct mutex *)((at) - (unsigned long)KL_OWNER((struct mutex *)0)))

static bool kl_held(unsigned long at, unsigned long word, const void *task)
{
	return (word & ~7UL) == (unsigned long)task && kl_holds(KL_AT_OWNER(at), task);
}

/* Called by module_put() in do_init_module(), which holds the mutex then. */
static void kl_on_put(void *data, struct module *mod, unsigned long ip)
{
	struct mutex *mutex = kl_given_address(GIVEN_MUTEX);
	void *at;

	if (mod != THIS_MODULE || current != kl_loader || kl_mutex_state)
		return;
	if (!mutex) {
		at = kl_search(kl_held, current);
		if (at)
			mutex = KL_AT_OWNER((unsigned long)at);
	}
	if (mutex && kl_holds(mutex, current)) {
		kl_kernel.module_mutex = mutex;
		/* Pairs with kl_boot_ready(), which lets the pointer be used. */
		smp_store_release(&kl_mutex_state, 1);
	} else {
		/* As above. */
		smp_store_release(&kl_mutex_state, -ENXIO);
	}
}

static void __init kl_is_put(struct tracepoint *tp, void *found)
{
	if (!strcmp(tp->name, "module_put"))
		*(struct tracepoint **)found = tp;
}

static int __init kl_check_mutex(void)
{
	int err;

	for_each_kernel_tracepoint(kl_is_put, &kl_put);
	if (!kl_put)
		return kl_wrong("module_mutex");
	kl_loader = current;
	err = tracepoint_probe_register(kl_put, kl_on_put, NULL);
	kl_probing = !err;
	return err;
}

static void kl_stop_probing(void)
{
	mutex_lock(&kl_probe_lock);
	if (kl_probing) {
		tracepoint_probe_unregister(kl_put, kl_on_put, NULL);
		tracepoint_synchronize_unregister();
		kl_probing = false;
	}
	mutex_unlock(&kl_probe_lock);
}

#else

/* Without tracepoints (m68k) the address must be given, and look like a mutex. */
static int __init kl_check_mutex(void)
{
	struct mutex *mutex = kl_given_address(GIVEN_MUTEX);

	if (!mutex || !kl_holds(mutex, NULL))
		return kl_wrong("module_mutex");
	kl_kernel.module_mutex = mutex;
	kl_mutex_state = 1;
	return 0;
}

static void kl_stop_probing(void) { }

#endif

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

/* Whether every address is certain by now. */
int kl_boot_ready(void)
{
	int state;

	/* Pairs with kl_on_put(). */
	state = smp_load_acquire(&kl_mutex_state);
	if (!state)
		return -EAGAIN;
	kl_stop_probing();
	if (state < 0)
		kl_wrong("module_mutex");
	return state < 0 ? state : 0;
}
