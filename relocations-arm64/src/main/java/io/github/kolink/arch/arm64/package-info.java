// SPDX-License-Identifier: Apache-2.0
/**
 * arm64: relocation of modules, linkage tables and the workaround for erratum 843419.
 *
 * <p>The instruction set spreads an address over several instructions: ADRP gives the 4 KiB page within 4 GiB, ADD or a
 * load adds the low 12 bits; MOVZ, MOVN and MOVK give 16 bits each; branches reach 128 MiB. So most of the 39 types
 * below write a few bits of a 32-bit instruction, which is little-endian whatever the data is. The field is overwritten,
 * never added to and never looked at, and it is written <em>before</em> it is tested: a refused relocation leaves the cut
 * value behind.
 *
 * <p>The types are those of "ELF for the Arm 64-bit Architecture" (AAELF64, Arm IHI 0056, 2023Q1), chapter Relocation:
 * static miscellaneous, static data and static AArch64 relocations. The kernel (arch/arm64/kernel/module.c 6.1) follows
 * it but for five things: 32- and 16-bit data is either unsigned (ABS) or signed (PREL), not both; the alignment of loads
 * is not tested; a call of a weak undefined symbol is an ordinary branch to its addend; no instruction is looked at
 * before it is changed; PLT32 and everything with a GOT or with thread-local storage is refused. "By the sign" below:
 * MOVZ with the bits of X, or MOVN with the inverted bits if X is negative.
 * Numbers of ILP32 objects (AAELF64's ELF32 codes) have no meaning in an ELF64 module and no row.
 *
 * <h2>A branch that does not reach</h2>
 *
 * <p>goes through an entry of {@code .plt} or, if it lies in init memory, {@code .init.plt}: {@code adrp x16; add x16; br
 * x16}. The entries are counted before layout ({@link io.github.kolink.arch.arm64.PltPlan}, {@link
 * io.github.kolink.arch.arm64.PltCount}), which reorders the relocations, and made one by one while relocating ({@link
 * io.github.kolink.arch.arm64.PltTable}).
 *
 * <h2>Erratum 843419</h2>
 *
 * <p>On a Cortex-A53 an ADRP in the last two words of a page may give a wrong page. The kernel raises alignments so that
 * most cannot come there, turns the rest into ADR where that reaches, and else into a branch to a veneer in the linkage
 * table. Only a target whose CPU fact {@code 843419} is set has this.
 *
 * <table>
 *   <caption>What the kernel applies; every other number is refused</caption>
 *   <tr><th>#<th>R_AARCH64_<th>X<th>field<th>kernel range<th>AAELF64 if different
 *   <tr><td>0<td>R_ARM_NONE<td>-<td>-<td>none<td>
 *   <tr><td>256<td>NONE<td>-<td>-<td>none<td>
 *   <tr><td>257<td>ABS64<td>S+A<td>word64<td>none<td>
 *   <tr><td>258<td>ABS32<td>S+A<td>word32<td>0 &lt;= X &lt; 2^32<td>-2^31 &lt;= X &lt; 2^32
 *   <tr><td>259<td>ABS16<td>S+A<td>word16<td>0 &lt;= X &lt; 2^16<td>-2^15 &lt;= X &lt; 2^16
 *   <tr><td>260<td>PREL64<td>S+A-P<td>word64<td>none<td>
 *   <tr><td>261<td>PREL32<td>S+A-P<td>word32<td>-2^31 &lt;= X &lt; 2^31<td>-2^31 &lt;= X &lt; 2^32
 *   <tr><td>262<td>PREL16<td>S+A-P<td>word16<td>-2^15 &lt;= X &lt; 2^15<td>-2^15 &lt;= X &lt; 2^16
 *   <tr><td>263<td>MOVW_UABS_G0<td>S+A<td>imm16 [20:5] &lt;- X[15:0]; opcode kept<td>0 &lt;= X &lt; 2^16<td>
 *   <tr><td>264<td>MOVW_UABS_G0_NC<td>S+A<td>imm16 [20:5] &lt;- X[15:0]; opcode kept<td>none<td>
 *   <tr><td>265<td>MOVW_UABS_G1<td>S+A<td>imm16 [20:5] &lt;- X[31:16]; opcode kept<td>0 &lt;= X &lt; 2^32<td>
 *   <tr><td>266<td>MOVW_UABS_G1_NC<td>S+A<td>imm16 [20:5] &lt;- X[31:16]; opcode kept<td>none<td>
 *   <tr><td>267<td>MOVW_UABS_G2<td>S+A<td>imm16 [20:5] &lt;- X[47:32]; opcode kept<td>0 &lt;= X &lt; 2^48<td>
 *   <tr><td>268<td>MOVW_UABS_G2_NC<td>S+A<td>imm16 [20:5] &lt;- X[47:32]; opcode kept<td>none<td>
 *   <tr><td>269<td>MOVW_UABS_G3<td>S+A<td>imm16 [20:5] &lt;- X[63:48]; opcode kept<td>none<td>
 *   <tr><td>270<td>MOVW_SABS_G0<td>S+A<td>imm16 [20:5] &lt;- X[15:0]; opcode MOVZ or MOVN by the sign<td>-2^16 &lt;= X &lt; 2^16<td>
 *   <tr><td>271<td>MOVW_SABS_G1<td>S+A<td>imm16 [20:5] &lt;- X[31:16]; opcode MOVZ or MOVN by the sign<td>-2^32 &lt;= X &lt; 2^32<td>
 *   <tr><td>272<td>MOVW_SABS_G2<td>S+A<td>imm16 [20:5] &lt;- X[47:32]; opcode MOVZ or MOVN by the sign<td>-2^48 &lt;= X &lt; 2^48<td>
 *   <tr><td>273<td>LD_PREL_LO19<td>S+A-P<td>imm19 [23:5] &lt;- X[20:2]<td>-2^20 &lt;= X &lt; 2^20<td>
 *   <tr><td>274<td>ADR_PREL_LO21<td>S+A-P<td>immhi:immlo [23:5 30:29] &lt;- X[20:0]<td>-2^20 &lt;= X &lt; 2^20<td>
 *   <tr><td>275<td>ADR_PREL_PG_HI21<td>Page(S+A)-Page(P)<td>immhi:immlo [23:5 30:29] &lt;- X[32:12]<td>-2^32 &lt;= X &lt; 2^32<td>
 *   <tr><td>276<td>ADR_PREL_PG_HI21_NC<td>Page(S+A)-Page(P)<td>immhi:immlo [23:5 30:29] &lt;- X[32:12]<td>none<td>
 *   <tr><td>277<td>ADD_ABS_LO12_NC<td>S+A<td>imm12 [21:10] &lt;- X[11:0]<td>none<td>
 *   <tr><td>278<td>LDST8_ABS_LO12_NC<td>S+A<td>imm12 [21:10] &lt;- X[11:0]<td>none<td>
 *   <tr><td>279<td>TSTBR14<td>S+A-P<td>imm14 [18:5] &lt;- X[15:2]<td>-2^15 &lt;= X &lt; 2^15<td>
 *   <tr><td>280<td>CONDBR19<td>S+A-P<td>imm19 [23:5] &lt;- X[20:2]<td>-2^20 &lt;= X &lt; 2^20<td>
 *   <tr><td>282<td>JUMP26<td>S+A-P<td>imm26 [25:0] &lt;- X[27:2]<td>-2^27 &lt;= X &lt; 2^27<td>
 *   <tr><td>283<td>CALL26<td>S+A-P<td>imm26 [25:0] &lt;- X[27:2]<td>-2^27 &lt;= X &lt; 2^27<td>
 *   <tr><td>284<td>LDST16_ABS_LO12_NC<td>S+A<td>imm12 [21:10] &lt;- X[11:1]<td>none<td>X aligned to 2
 *   <tr><td>285<td>LDST32_ABS_LO12_NC<td>S+A<td>imm12 [21:10] &lt;- X[11:2]<td>none<td>X aligned to 4
 *   <tr><td>286<td>LDST64_ABS_LO12_NC<td>S+A<td>imm12 [21:10] &lt;- X[11:3]<td>none<td>X aligned to 8
 *   <tr><td>287<td>MOVW_PREL_G0<td>S+A-P<td>imm16 [20:5] &lt;- X[15:0]; opcode MOVZ or MOVN by the sign<td>-2^16 &lt;= X &lt; 2^16<td>
 *   <tr><td>288<td>MOVW_PREL_G0_NC<td>S+A-P<td>imm16 [20:5] &lt;- X[15:0]; opcode kept<td>none<td>
 *   <tr><td>289<td>MOVW_PREL_G1<td>S+A-P<td>imm16 [20:5] &lt;- X[31:16]; opcode MOVZ or MOVN by the sign<td>-2^32 &lt;= X &lt; 2^32<td>
 *   <tr><td>290<td>MOVW_PREL_G1_NC<td>S+A-P<td>imm16 [20:5] &lt;- X[31:16]; opcode kept<td>none<td>
 *   <tr><td>291<td>MOVW_PREL_G2<td>S+A-P<td>imm16 [20:5] &lt;- X[47:32]; opcode MOVZ or MOVN by the sign<td>-2^48 &lt;= X &lt; 2^48<td>
 *   <tr><td>292<td>MOVW_PREL_G2_NC<td>S+A-P<td>imm16 [20:5] &lt;- X[47:32]; opcode kept<td>none<td>
 *   <tr><td>293<td>MOVW_PREL_G3<td>S+A-P<td>imm16 [20:5] &lt;- X[63:48]; opcode MOVZ or MOVN by the sign<td>none<td>
 *   <tr><td>299<td>LDST128_ABS_LO12_NC<td>S+A<td>imm12 [21:10] &lt;- X[11:4]<td>none<td>X aligned to 16
 * </table>
 */
package io.github.kolink.arch.arm64;
