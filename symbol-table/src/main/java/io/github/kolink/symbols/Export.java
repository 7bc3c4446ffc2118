// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a symbol is exported to modules ({@code include/linux/export.h} (6.1)).
 *
 * @param exportClass who may use it
 * @param crc the version CRC [unsigned 32 bit]; empty if the source has none or {@code CONFIG_MODVERSIONS} is off
 * @param namespace the symbol namespace a module must import; empty if there is none or the source cannot know (see
 *     {@link KernelSnapshot#knowsNamespaces()})
 * @since 0.1
 */
public record Export(ExportClass exportClass, OptionalInt crc, Optional<String> namespace) {}
