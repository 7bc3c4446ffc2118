// SPDX-License-Identifier: GPL-2.0
/* A module that says it is not free; this text is. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>

static int __init closed_init(void)
{
	return 0;
}

static void __exit closed_exit(void)
{
}

module_init(closed_init);
module_exit(closed_exit);
MODULE_LICENSE("Proprietary");
MODULE_DESCRIPTION("Test module of kolink");
