// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("chain_b", "chain_a");
SYMBOL_VERSION(module_layout);
SYMBOL_VERSION(chain_bottom);

int chain_bottom(void);

int chain_middle(void)
{
	return chain_bottom() + 1;
}
EXPORT_SYMBOL_GPL(chain_middle);

int __init init_module(void)
{
	return 0;
}

void __exit cleanup_module(void)
{
}
