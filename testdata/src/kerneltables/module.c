// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("kerneltables", "");
SYMBOL_VERSION(module_layout);

#if defined(__m68k__)
#define ADDRESS "\t.long "
#define DISTANCE_END "\n"
#define WORD_DISTANCE "\t.long "
#define NOP "nop"
#define NOP_BYTES "2"
#else
#define ADDRESS "\t.long "
#define DISTANCE_END " - .\n"
#define WORD_DISTANCE "\t.quad "
#if defined(__x86_64__)
#define NOP ".byte 0x0f, 0x1f, 0x44, 0, 0"
#define NOP_BYTES "5"
#else
#define NOP "nop"
#define NOP_BYTES "4"
#endif
#endif

struct key {
	int enabled;
	word entries;
} kerneltables_key __ro_after_init = {1, 0};

int kerneltables_branch(int value)
{
	__asm__ goto("1:\t" NOP "\n"
		     "\t.pushsection __jump_table, \"aw\"\n"
		     "\t.balign 8\n" ADDRESS "1b" DISTANCE_END ADDRESS "%l0" DISTANCE_END WORD_DISTANCE
		     "kerneltables_key + 1" DISTANCE_END "\t.popsection\n"
		     "\t.pushsection .altinstructions, \"a\"\n" ADDRESS "1b" DISTANCE_END ADDRESS "2f" DISTANCE_END
		     "\t.short 0x8000 + 16\n"
		     "\t.byte " NOP_BYTES ", " NOP_BYTES "\n"
		     "\t.popsection\n"
		     "\t.pushsection .altinstr_replacement, \"ax\"\n"
		     "2:\t" NOP "\n"
		     "\t.popsection\n"
		     "\t.pushsection __ex_table, \"a\"\n"
		     "\t.balign 4\n" ADDRESS "1b" DISTANCE_END ADDRESS "%l0" DISTANCE_END "\t.long 0\n"
		     "\t.popsection\n"
		     :
		     :
		     :
		     : taken);
	return value;
taken:
	return value + 1;
}

int __init init_module(void)
{
	return kerneltables_branch(0);
}

void __exit cleanup_module(void)
{
}
