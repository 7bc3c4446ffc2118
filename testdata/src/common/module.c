// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("common", "");
SYMBOL_VERSION(module_layout);

int common_counter;

int __init init_module(void)
{
	return ++common_counter;
}

void __exit cleanup_module(void)
{
}
