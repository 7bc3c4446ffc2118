// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("undefined", "");
SYMBOL_VERSION(module_layout);

int kolink_no_such_function(void);
int kolink_private(void);
extern int kolink_no_such_data;
extern int kolink_maybe __attribute__((weak));

int *undefined_data = &kolink_no_such_data;
int *undefined_weak = &kolink_maybe;

int __init init_module(void)
{
	return kolink_no_such_function() + kolink_private();
}

void __exit cleanup_module(void)
{
}
