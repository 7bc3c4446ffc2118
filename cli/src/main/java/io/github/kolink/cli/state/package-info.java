// SPDX-License-Identifier: Apache-2.0
/** {@code kolink state}: what is loaded, where, and who uses whom, kept in a file and compared with the kernel. */
@org.jspecify.annotations.NullMarked
package io.github.kolink.cli.state;
