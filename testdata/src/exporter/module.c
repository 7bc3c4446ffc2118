// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("exporter", "");
SYMBOL_VERSION(module_layout);
SYMBOL_VERSION(_printk);

int exporter_add(int left, int right)
{
	return left + right;
}
EXPORT_SYMBOL(exporter_add);

int exporter_table[4] = {2, 3, 5, 7};
EXPORT_SYMBOL(exporter_table);

int exporter_gpl(void)
{
	return printk("exporter: %d\n", exporter_table[0]);
}
EXPORT_SYMBOL_GPL(exporter_gpl);

int exporter_scoped(void)
{
	return exporter_table[3];
}
EXPORT_SYMBOL_NS_GPL(exporter_scoped, "KOLINK_TEST");

int __init init_module(void)
{
	return 0;
}

void __exit cleanup_module(void)
{
}
