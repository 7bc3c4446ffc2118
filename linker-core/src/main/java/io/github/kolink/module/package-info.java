// SPDX-License-Identifier: Apache-2.0
/**
 * What makes an ELF file a kernel module.
 *
 * <p>{@link io.github.kolink.module.KernelModule} is a view over an {@link io.github.kolink.elf.ElfFile}: its name, what
 * {@code .modinfo} says, the versions of the symbols it imports, what it exports (in every encoding kernels from 2.6 to
 * 7.x have used) and which parameters it takes. {@link io.github.kolink.module.ModuleFile} reads one from disk, plain or
 * compressed, and finds an appended signature.
 */
package io.github.kolink.module;
