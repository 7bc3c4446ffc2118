// SPDX-License-Identifier: Apache-2.0
/**
 * Relocation for m68k as the kernel does it ({@code apply_relocate}, {@code apply_relocate_add}, arch/m68k/kernel/module.c
 * 6.1). ELF32, big-endian; both {@code SHT_REL} and {@code SHT_RELA} are taken, compilers emit the latter.
 *
 * <p>The psABI (System V ABI, Motorola 68000 Processor Family Supplement, "Relocation Types") defines 23 types, GNU adds
 * those of thread-local storage. The kernel applies two. It makes no test at all: X is taken modulo 2^32. Even R_68K_NONE
 * is refused. Before Linux 2.6 modules were linked in userspace by modutils, which took four more; the fact "modutils"
 * asks for its rules, which no kernel has.
 *
 * <table>
 *   <caption>Types applied; S symbol, A addend (with REL what the field holds), P place, X the formula's value</caption>
 *   <tr><th>type<th>number<th>X<th>field<th>kernel<th>modutils refuses
 *   <tr><td>R_68K_NONE<td>0<td>-<td>-<td>refuses<td>never
 *   <tr><td>R_68K_32<td>1<td>S + A<td>32<td>applies<td>never
 *   <tr><td>R_68K_16<td>2<td>S + A<td>16<td>refuses<td>not 0 &lt;= X &lt; 2^16
 *   <tr><td>R_68K_8<td>3<td>S + A<td>8<td>refuses<td>not 0 &lt;= X &lt; 2^8
 *   <tr><td>R_68K_PC32<td>4<td>S + A - P<td>32<td>applies<td>never
 *   <tr><td>R_68K_PC16<td>5<td>S + A - P<td>16<td>refuses<td>not -2^15 &lt;= X &lt; 2^15
 *   <tr><td>R_68K_PC8<td>6<td>S + A - P<td>8<td>refuses<td>not -2^7 &lt;= X &lt; 2^7
 * </table>
 *
 * <p>Places may have any alignment, and are often only even. After relocation {@code module_fixup} patches two numbers
 * into instructions that a kernel learns while it starts; their values must be given.
 */
package io.github.kolink.arch.m68k;
