// SPDX-License-Identifier: Apache-2.0
/**
 * The story of a link.
 *
 * <p>{@link io.github.kolink.link.ModuleLinker#link} is that story in one method: checks, plan, layout, addresses,
 * memory, symbols, relocations, finalisation, image. A link is a pure function of the module, the kernel and the
 * addresses; a linker holds no state between links and may be used from several threads.
 *
 * <p>Five lines for an embedder:
 *
 * <pre>{@code
 * KernelSnapshot snapshot = KernelSnapshot.open(Path.of("/boot/vmlinuz"));
 * KernelModule module = KernelModule.of(ModuleFile.read(Path.of("dummy.ko")).elf());
 * ModuleLinker linker = ModuleLinker.of(module.file().machine(), snapshot);
 * LinkResult result = linker.link(module, new SequentialAddresses(0xffffffffc0000000L, 4096, 0x20000));
 * result.image().ifPresent(image -> ...);
 * }</pre>
 *
 * <p>{@link io.github.kolink.link.ModuleSet} links modules that use each other's exports, in dependency order; {@link
 * io.github.kolink.link.ModuleTree} a whole directory of them.
 */
package io.github.kolink.link;
