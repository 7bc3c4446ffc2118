// SPDX-License-Identifier: Apache-2.0
/** Structures of a kernel whose shape follows from its configuration, as far as a module's loader asks for it. */
package io.github.kolink.symbols.structure;
