// SPDX-License-Identifier: Apache-2.0
/** {@code kolink modprobe}: a module by name, what it needs first. */
@org.jspecify.annotations.NullMarked
package io.github.kolink.cli.modprobe;
