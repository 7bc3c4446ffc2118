// SPDX-License-Identifier: Apache-2.0
/**
 * A linked image for people and tools: as an ELF file that readelf, objdump and gdb read ({@link
 * io.github.kolink.image.LinkedElf}), as a load map ({@link io.github.kolink.image.LoadMap}), and relocation by relocation
 * ({@link io.github.kolink.image.RelocationTrace}).
 */
package io.github.kolink.image;
