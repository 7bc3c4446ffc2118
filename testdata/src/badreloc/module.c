// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("badreloc", "");
SYMBOL_VERSION(module_layout);
SYMBOL_VERSION(jiffies);

extern word jiffies;

int __init init_module(void)
{
	return (int)jiffies;
}

void __exit cleanup_module(void)
{
}
