// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("importer", "exporter");
MODULE_INFO("import_ns=KOLINK_TEST");
SYMBOL_VERSION(module_layout);
SYMBOL_VERSION(_printk);
SYMBOL_VERSION(exporter_add);
SYMBOL_VERSION(exporter_table);
SYMBOL_VERSION(exporter_gpl);
SYMBOL_VERSION(exporter_scoped);

extern int exporter_table[4];
int exporter_add(int left, int right);
int exporter_gpl(void);
int exporter_scoped(void);

int *importer_third = &exporter_table[2];

int __init init_module(void)
{
	printk("importer: %d\n", exporter_add(exporter_table[1], *importer_third));
	return exporter_gpl() + exporter_scoped();
}

void __exit cleanup_module(void)
{
}
