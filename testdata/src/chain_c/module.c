// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("chain_c", "chain_b,chain_a");
SYMBOL_VERSION(module_layout);
SYMBOL_VERSION(chain_bottom);
SYMBOL_VERSION(chain_middle);

int chain_bottom(void);
int chain_middle(void);

int (*const chain_top[])(void) = {chain_middle, chain_bottom};

int __init init_module(void)
{
	return chain_top[0]() + chain_middle();
}

void __exit cleanup_module(void)
{
}
