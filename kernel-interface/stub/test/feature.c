// SPDX-License-Identifier: GPL-2.0-only
/*
 * What only a module that the kernel knows can do: each action is written to
 * the parameter "act" and says in the log what came of it.
 */
#include <linux/errno.h>
#include <linux/jump_label.h>
#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/string.h>
#include <linux/uaccess.h>

static int number = 7;
module_param(number, int, 0644);

static int fail;
module_param(fail, int, 0444);

static char *word = "none";
module_param(word, charp, 0444);

static DEFINE_STATIC_KEY_FALSE(key);
static DEFINE_PER_CPU(int, counter) = 41;

static noinline int key_is_on(void)
{
	if (static_branch_unlikely(&key))
		return 1;
	return 0;
}

static int sum_of_counters(void)
{
	int cpu, sum = 0;

	for_each_possible_cpu(cpu)
		sum += per_cpu(counter, cpu);
	return sum / (int)num_possible_cpus();
}

static int act(const char *what, const struct kernel_param *kp)
{
	unsigned long nowhere = 8, value;
	int before;

	if (sysfs_streq(what, "warn")) {
		WARN(1, "feature: a warning\n");
		pr_info("feature: warn survived\n");
	} else if (sysfs_streq(what, "fixup")) {
		before = copy_from_kernel_nofault(&value, (void *)nowhere, sizeof(value));
		pr_info("feature: fixup %d\n", before);
	} else if (sysfs_streq(what, "key")) {
		before = key_is_on();
		static_branch_enable(&key);
		pr_info("feature: key %d -> %d\n", before, key_is_on());
		static_branch_disable(&key);
	} else if (sysfs_streq(what, "percpu")) {
		pr_info("feature: percpu %d\n", sum_of_counters());
	} else if (sysfs_streq(what, "get")) {
		before = try_module_get(THIS_MODULE);
		pr_info("feature: get %d\n", before);
		if (before)
			module_put(THIS_MODULE);
	} else if (sysfs_streq(what, "name")) {
		pr_info("feature: name %pS\n", key_is_on);
	} else {
		return -EINVAL;
	}
	return 0;
}

static const struct kernel_param_ops act_ops = { .set = act };
module_param_cb(act, &act_ops, NULL, 0200);

static noinline int __init in_init(void)
{
	pr_info("feature: init %pS\n", in_init);
	pr_info("feature: number %d word %s\n", number, word);
	return fail;
}

static int __init feature_init(void)
{
	return in_init();
}

static void __exit feature_exit(void)
{
	pr_info("feature: exit\n");
}

module_init(feature_init);
module_exit(feature_exit);
MODULE_LICENSE("GPL");
MODULE_VERSION("1.2");
MODULE_DESCRIPTION("Tries what a loader must have set up");
