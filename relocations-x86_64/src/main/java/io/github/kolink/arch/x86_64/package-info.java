// SPDX-License-Identifier: Apache-2.0
/**
 * Relocation for x86_64 as the kernel does it ({@code __apply_relocate_add}, arch/x86/kernel/module.c).
 *
 * <p>The psABI (System V ABI, AMD64 Architecture Processor Supplement 1.0, section 4.4.1, "Relocation Types") defines more
 * than fifty types. A module is compiled for the kernel's code model, without PIC and without thread-local storage, so
 * the kernel applies seven and refuses the rest. ELF64, little-endian, {@code SHT_RELA} only.
 *
 * <table>
 *   <caption>Types applied; S symbol, A addend, P place, X the formula's value, signed</caption>
 *   <tr><th>type<th>number<th>X<th>field<th>kernel refuses<th>psABI differs
 *   <tr><td>R_X86_64_NONE<td>0<td>-<td>-<td>never<td>no
 *   <tr><td>R_X86_64_64<td>1<td>S + A<td>64<td>field not zero<td>field ignored
 *   <tr><td>R_X86_64_PC32<td>2<td>S + A - P<td>32<td>field not zero<td>field ignored; linkers test the range
 *   <tr><td>R_X86_64_PLT32<td>4<td>S + A - P<td>32<td>field not zero<td>L + A - P
 *   <tr><td>R_X86_64_32<td>10<td>S + A<td>32<td>field not zero, or not 0 &lt;= X &lt; 2^32<td>field ignored
 *   <tr><td>R_X86_64_32S<td>11<td>S + A<td>32<td>field not zero, or not -2^31 &lt;= X &lt; 2^31<td>field ignored
 *   <tr><td>R_X86_64_PC64<td>24<td>S + A - P<td>64<td>field not zero<td>field ignored
 * </table>
 *
 * <p>Three things are the kernel's own. It refuses a field that is not zero, which catches a module that is relocated
 * twice. It makes no range test for PC32 and PLT32, so such a module loads and jumps elsewhere: here it is written cut
 * and reported as out of range. And it tests neither offset nor symbol index: here such an entry is reported and left.
 *
 * <p>Two eras. Up to 6.2 the field is looked at, written, and only then compared with the value, and the message has S + A
 * for every type. From 6.3 on ("livepatch,x86: Clear relocation targets on a module removal") the range is tested first,
 * a refused field stays as it was, and PC-relative types print X.
 */
package io.github.kolink.arch.x86_64;
