// SPDX-License-Identifier: Apache-2.0
/**
 * The ways into a kernel that {@code insmod}, {@code rmmod}, {@code lsmod}, {@code modprobe} and {@code stub} share: one
 * {@link io.github.kolink.cli.backend.Backend} each, chosen by {@code --backend}, and the words kmod's users know.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.cli.backend;
