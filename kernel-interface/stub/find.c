// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's data, by how it behaves: what was given must behave so, and what
 * kallsyms hides (no KALLSYMS_ALL, as on Debian's arm64) is searched for. All of
 * it is only read, and faults are caught.
 */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/notifier.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>

#include "boot.h"

#define KL_DATA_REACH	(64UL << 20)	/* how far from init_task data may lie */
#define KL_MAX_MODULES	100000

/* ---- reading what may not be there ---- */

/* The kernel's data: what is readable without a gap around init_task. */
static unsigned long kl_low, kl_high;

void __init kl_find_data(void)
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

int __init kl_check_modules(void)
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

int __init kl_check_tree(void)
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

int __init kl_check_notifiers(void)
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

int __init kl_check_mutex(void)
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

void kl_stop_probing(void)
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
int __init kl_check_mutex(void)
{
	struct mutex *mutex = kl_given_address(GIVEN_MUTEX);

	if (!mutex || !kl_holds(mutex, NULL))
		return kl_wrong("module_mutex");
	kl_kernel.module_mutex = mutex;
	kl_mutex_state = 1;
	return 0;
}

void kl_stop_probing(void) { }

#endif

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
