// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("weakref", "");
SYMBOL_VERSION(module_layout);
SYMBOL_VERSION(jiffies);

extern int kolink_maybe __attribute__((weak));
extern word jiffies __attribute__((weak));

int *weakref_absent = &kolink_maybe;
int *weakref_behind_absent = &kolink_maybe + 2;
word *weakref_present = &jiffies;

int __init init_module(void)
{
	return weakref_absent ? -1 : 0;
}

void __exit cleanup_module(void)
{
}
