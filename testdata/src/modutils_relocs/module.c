// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("modutils_relocs", "");
SYMBOL_VERSION(module_layout);

int __init init_module(void)
{
	return 0;
}

void __exit cleanup_module(void)
{
}
