// SPDX-License-Identifier: GPL-2.0-only
/* Says that it is a livepatch: must be refused. */
#include <linux/module.h>

MODULE_INFO(livepatch, "Y");
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Must not be loaded");
