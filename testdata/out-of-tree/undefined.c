// SPDX-License-Identifier: GPL-2.0
/* A module that uses a function nobody has: modpost only warns with KBUILD_MODPOST_WARN=1. */
#include <linux/init.h>
#include <linux/module.h>

int kolink_is_nowhere(int value);

static int __init undefined_init(void)
{
	return kolink_is_nowhere(0);
}

static void __exit undefined_exit(void)
{
	kolink_is_nowhere(1);
}

module_init(undefined_init);
module_exit(undefined_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Test module of kolink");
