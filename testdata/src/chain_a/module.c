// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("chain_a", "");
SYMBOL_VERSION(module_layout);

int chain_bottom(void)
{
	return 1;
}
EXPORT_SYMBOL(chain_bottom);

int __init init_module(void)
{
	return 0;
}

void __exit cleanup_module(void)
{
}
