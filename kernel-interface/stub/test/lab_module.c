// SPDX-License-Identifier: GPL-2.0-only
/* Code for lab mode: nothing in it needs any bookkeeping. */
#include <linux/module.h>

static int calls;

static int __init lab_init(void)
{
	return ++calls;
}

static void __exit lab_exit(void)
{
	pr_info("lab_module: closed after %d calls\n", calls);
}

module_init(lab_init);
module_exit(lab_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Called by kolink's lab mode");
