// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("allrelocs", "");
SYMBOL_VERSION(module_layout);
SYMBOL_VERSION(_printk);
SYMBOL_VERSION(jiffies);

int __init init_module(void)
{
	return 0;
}

void __exit cleanup_module(void)
{
}
