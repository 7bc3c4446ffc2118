// SPDX-License-Identifier: Apache-2.0
/** {@code kolink lsmod}: what is loaded, and what is only reserved. */
@org.jspecify.annotations.NullMarked
package io.github.kolink.cli.lsmod;
