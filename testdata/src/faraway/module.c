// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("faraway", "");
SYMBOL_VERSION(module_layout);
SYMBOL_VERSION(_printk);
SYMBOL_VERSION(kolink_far);
SYMBOL_VERSION(kolink_farther);

void cleanup_module(void)
{
}
