// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("traced", "");
SYMBOL_VERSION(module_layout);
#if defined(__x86_64__)
SYMBOL_VERSION(__fentry__);
#endif

int traced_twice(int value)
{
	return 2 * value;
}

int __init init_module(void)
{
	return traced_twice(0);
}

void __exit cleanup_module(void)
{
}
