// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("hello", "");
SYMBOL_VERSION(module_layout);
SYMBOL_VERSION(_printk);

int __init init_module(void)
{
	printk("hello: in\n");
	return 0;
}

void __exit cleanup_module(void)
{
	printk("hello: out\n");
}
