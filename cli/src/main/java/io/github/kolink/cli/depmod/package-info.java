// SPDX-License-Identifier: Apache-2.0
/** {@code kolink depmod}: the index of a module tree. */
@org.jspecify.annotations.NullMarked
package io.github.kolink.cli.depmod;
