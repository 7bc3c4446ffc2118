// SPDX-License-Identifier: Apache-2.0
/**
 * Where each section goes: sections to memory regions, offsets within regions, then addresses.
 *
 * <p>{@link io.github.kolink.layout.LayoutRules} do what {@code layout_sections} and {@code layout_symtab} do
 * (kernel/module/main.c and kallsyms.c), for both generations of the loader: up to 6.3 one core and one init block, from
 * 6.4 on one block per memory type. What an architecture adds ({@link io.github.kolink.layout.LayoutPlan}: sizes of
 * linkage tables, raised alignments, reordered relocations) is known before. An {@link
 * io.github.kolink.layout.AddressSpace} then gives each region its base, and {@link io.github.kolink.layout.PlacedModule}
 * joins layout, addresses and memory. From there on every address is final.
 */
package io.github.kolink.layout;
