// SPDX-License-Identifier: Apache-2.0
/** {@code kolink insmod}: one module into a kernel. */
@org.jspecify.annotations.NullMarked
package io.github.kolink.cli.insmod;
