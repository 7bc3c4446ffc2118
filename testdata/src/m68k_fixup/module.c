// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("m68k_fixup", "");
SYMBOL_VERSION(module_layout);

word fixup_to_virtual(word physical)
{
	word virtual = physical;

	__asm__("1:\taddi.l #0x6d6f6673, %0\n"
		"\t.pushsection .m68k_fixup, \"aw\"\n"
		"\t.long 0, 1b + 2\n"
		"\t.popsection"
		: "+d"(virtual));
	return virtual;
}

word fixup_to_physical(word virtual)
{
	word physical = virtual;

	__asm__("1:\tsubi.l #0x6d6f6673, %0\n"
		"\t.pushsection .m68k_fixup, \"aw\"\n"
		"\t.long 0, 1b + 2\n"
		"\t.long 7, 1b + 2\n"
		"\t.popsection"
		: "+d"(physical));
	return physical;
}

int __init init_module(void)
{
	return (int)fixup_to_physical(fixup_to_virtual(0));
}

void __exit cleanup_module(void)
{
}
