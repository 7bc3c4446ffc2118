// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("cycle_b", "cycle_a");
SYMBOL_VERSION(module_layout);
SYMBOL_VERSION(cycle_from_a);

int cycle_from_a(int depth);

int cycle_from_b(int depth)
{
	return depth > 0 ? cycle_from_a(depth - 1) : 0;
}
EXPORT_SYMBOL(cycle_from_b);

int __init init_module(void)
{
	return 0;
}

void __exit cleanup_module(void)
{
}
