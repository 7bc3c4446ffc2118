/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a loadable module of a 6.1 kernel needs to look like one, in our own words and without a kernel header:
 * .modinfo, struct module, export tables, symbol versions. For C and for assembly.
 */
#ifndef KOLINK_MODULE_H
#define KOLINK_MODULE_H

#include "crcs.h" /* made by ../build from kernel.tsv: CRC_NAME of each exported name */

#if defined(__x86_64__)
#define KOLINK_VERMAGIC "6.1.0-kolink-amd64 SMP preempt mod_unload modversions "
#define KOLINK_NAME_AT 24
#define KOLINK_INIT_AT 312
#define KOLINK_EXIT_AT 848
#define KOLINK_SIZE 896
#elif defined(__aarch64__)
#define KOLINK_VERMAGIC "6.1.0-kolink-arm64 SMP mod_unload modversions aarch64"
#define KOLINK_NAME_AT 24
#define KOLINK_INIT_AT 312
#define KOLINK_EXIT_AT 832
#define KOLINK_SIZE 896
#elif defined(__m68k__)
/* The sizes are ours: no distribution tree of m68k modules was at hand to copy them from. */
#define KOLINK_VERMAGIC "6.1.0-kolink-m68k mod_unload modversions "
#define KOLINK_NAME_AT 12
#define KOLINK_INIT_AT 184
#define KOLINK_FIXUP_AT 236
#define KOLINK_EXIT_AT 304
#define KOLINK_SIZE 320
#else
#error "no such architecture here"
#endif

#ifndef __ASSEMBLER__

typedef unsigned long word;

#define KOLINK_SECTION(name) __attribute__((section(name)))
#define KOLINK_KEPT(name) __attribute__((section(name), used))

#define __init KOLINK_SECTION(".init.text") __attribute__((cold))
#define __exit KOLINK_SECTION(".exit.text") __attribute__((cold))
#define __initdata KOLINK_SECTION(".init.data")
#define __ro_after_init KOLINK_SECTION(".data..ro_after_init")
#define __percpu_data KOLINK_SECTION(".data..percpu")

#define KOLINK_PASTE2(a, b) a##b
#define KOLINK_PASTE(a, b) KOLINK_PASTE2(a, b)

/* One KEY=VALUE string of .modinfo. */
#define MODULE_INFO(text) \
	static const char KOLINK_PASTE(modinfo_, __COUNTER__)[] \
		__attribute__((section(".modinfo"), used, aligned(1))) = text

/* What modpost writes for each module; depends is "" or names joined by commas. */
#define MODULE(module, depends) \
	MODULE_INFO("license=GPL"); \
	MODULE_INFO("depends=" depends); \
	MODULE_INFO("name=" module); \
	MODULE_INFO("vermagic=" KOLINK_VERMAGIC); \
	int init_module(void); \
	void cleanup_module(void); \
	static struct this_module __this_module \
		__attribute__((section(".gnu.linkonce.this_module"), used, aligned(KOLINK_ALIGN))) = { \
			.name = module, .init = init_module, KOLINK_FIXUPS.exit = cleanup_module}

#if defined(__m68k__)
#define KOLINK_ALIGN 4
extern const char __start_fixup[], __stop_fixup[];
#define KOLINK_FIXUPS .fixup_start = __start_fixup, .fixup_stop = __stop_fixup,
struct this_module {
	char state_and_list[KOLINK_NAME_AT];
	char name[60];
	char before_init[KOLINK_INIT_AT - KOLINK_NAME_AT - 60];
	int (*init)(void);
	char before_fixups[KOLINK_FIXUP_AT - KOLINK_INIT_AT - 4];
	const char *fixup_start, *fixup_stop;
	char before_exit[KOLINK_EXIT_AT - KOLINK_FIXUP_AT - 8];
	void (*exit)(void);
	char rest[KOLINK_SIZE - KOLINK_EXIT_AT - 4];
};
#else
#define KOLINK_ALIGN 64
#define KOLINK_FIXUPS
struct this_module {
	char state_and_list[KOLINK_NAME_AT];
	char name[56];
	char before_init[KOLINK_INIT_AT - KOLINK_NAME_AT - 56];
	int (*init)(void);
	char before_exit[KOLINK_EXIT_AT - KOLINK_INIT_AT - 8];
	void (*exit)(void);
	char rest[KOLINK_SIZE - KOLINK_EXIT_AT - 8];
};
#endif
_Static_assert(sizeof(struct this_module) == KOLINK_SIZE, "struct module has the size of the kernel's");

/* One entry of __versions: the CRC the module was built against. */
struct symbol_version {
	word crc;
	char name[64 - sizeof(word)];
};
#define SYMBOL_VERSION(symbol) \
	static const struct symbol_version KOLINK_PASTE(version_of_, symbol) KOLINK_KEPT("__versions") = { \
		KOLINK_PASTE(CRC_, symbol), #symbol}

#define KOLINK_STRING2(text) #text
#define KOLINK_STRING(text) KOLINK_STRING2(text)

#if defined(__m68k__)
#define KOLINK_REFERENCE(symbol) "\t.long " symbol "\n"
#else
#define KOLINK_REFERENCE(symbol) "\t.long " symbol " - .\n"
#endif

/* One entry of an export table and its CRC; table is "" or "_gpl". */
#define KOLINK_EXPORT(symbol, table, space) \
	__asm__("\t.pushsection __ksymtab_strings, \"aMS\", %progbits, 1\n" \
		"__kstrtab_" #symbol ":\n\t.asciz \"" #symbol "\"\n" \
		"__kstrtabns_" #symbol ":\n\t.asciz \"" space "\"\n" \
		"\t.popsection\n" \
		"\t.pushsection __ksymtab" table ", \"a\"\n" \
		"\t.balign 4\n" \
		"__ksymtab_" #symbol ":\n" KOLINK_REFERENCE(#symbol) KOLINK_REFERENCE("__kstrtab_" #symbol) \
			KOLINK_REFERENCE("__kstrtabns_" #symbol) "\t.popsection\n" \
		"\t.pushsection __kcrctab" table ", \"a\"\n" \
		"\t.balign 4\n" \
		"__crc_" #symbol ":\n\t.long " KOLINK_STRING(KOLINK_PASTE(CRC_, symbol)) "\n" \
		"\t.popsection\n")

#define EXPORT_SYMBOL(symbol) KOLINK_EXPORT(symbol, "", "")
#define EXPORT_SYMBOL_GPL(symbol) KOLINK_EXPORT(symbol, "_gpl", "")
#define EXPORT_SYMBOL_NS_GPL(symbol, space) KOLINK_EXPORT(symbol, "_gpl", space)

/* The kernel's symbols that modules use; kernel.tsv has their addresses. */
int _printk(const char *format, ...);
#define printk _printk

#endif /* __ASSEMBLER__ */
#endif /* KOLINK_MODULE_H */
