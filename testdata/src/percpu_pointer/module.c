// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("percpu_pointer", "");
SYMBOL_VERSION(module_layout);
SYMBOL_VERSION(jiffies);

extern word jiffies;

word *percpu_clock __percpu_data = &jiffies;

int __init init_module(void)
{
	return 0;
}

void __exit cleanup_module(void)
{
}
