// SPDX-License-Identifier: Apache-2.0
/**
 * What an administrator says of loading: modprobe.d of today, modules.conf of Linux 2.4, and the kernel's command line.
 *
 * <p>All three become one {@link io.github.kolink.autoload.config.ModprobeConfig}, each line with the place it was read at.
 * A line that is not understood is told with its place and left out, as kmod does; nothing that is read is run.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.autoload.config;
