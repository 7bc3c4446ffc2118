// SPDX-License-Identifier: Apache-2.0
/**
 * ELF as it lies in the file: a view over bytes, nothing copied, nothing interpreted.
 *
 * <p>{@link io.github.kolink.elf.ElfFile#parse} reads the header and the section headers, checks every offset and count
 * against the file once, and from then on each accessor is safe: a symbol, string or relocation outside its section
 * cannot be reached. Both classes (32 and 64 bit), both byte orders, {@code SHT_REL} and {@code SHT_RELA}, and extended
 * section numbering are read. The order of the checks and the wording of the findings are those of {@code
 * elf_validity_check}, kernel/module/main.c (6.1).
 *
 * <p>Names are the field's without the C prefix ({@code flags()} is {@code sh_flags}); constants keep their C spelling
 * ({@link io.github.kolink.elf.ElfConstants}). Values of {@code Elf64_Addr} and {@code Elf64_Xword} are {@code long} and
 * unsigned; those of 32-bit files are zero-extended.
 */
package io.github.kolink.elf;
