// SPDX-License-Identifier: Apache-2.0
/**
 * {@code kolink modprobe}: what a name stands for is loaded, what it needs first. Names are the business of {@code
 * io.github.kolink.autoload.names}; here plans are carried out.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.cli.modprobe;
