// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("datarefs", "");
SYMBOL_VERSION(module_layout);
SYMBOL_VERSION(_printk);
SYMBOL_VERSION(jiffies);
SYMBOL_VERSION(param_ops_int);

extern word jiffies;
extern const char param_ops_int[];

struct node {
	struct node *next;
	const char *text;
	int (*function)(const char *format, ...);
};

static char buffer[100];
static char nothing[0] KOLINK_KEPT(".bss.empty");
struct node datarefs_first;
struct node datarefs_second = {&datarefs_first, "second" + 3, printk};
struct node datarefs_first = {&datarefs_second, "first", printk};
const void *const datarefs_constant[] = {&buffer[50], nothing, &jiffies, param_ops_int};
struct node *datarefs_fixed __ro_after_init = &datarefs_second;
static int start_value __initdata = 40;
static int *start_pointer __initdata = &start_value;

/* Distances, as the kernel's tables hold them. */
__asm__("\t.pushsection .rodata.distances, \"a\"\n"
	"\t.balign 8\n"
#if !defined(__m68k__)
	"\t.quad datarefs_first - .\n"
#endif
	"\t.long datarefs_second + 4 - .\n"
	"\t.long _printk - .\n"
	"\t.popsection\n");

char datarefs_char(word index)
{
	return buffer[index % sizeof(buffer)];
}

void datarefs_set(word index, char value)
{
	buffer[index % sizeof(buffer)] = value;
	datarefs_fixed = datarefs_second.next;
}

word datarefs_clock(void)
{
	return jiffies;
}

int __init init_module(void)
{
	datarefs_set(datarefs_clock(), (char)*start_pointer);
	return printk(datarefs_first.text, datarefs_constant[0]);
}

void __exit cleanup_module(void)
{
	buffer[0] = 0;
}
