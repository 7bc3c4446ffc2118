// SPDX-License-Identifier: Apache-2.0
/**
 * The client of {@code /dev/kolink}: its messages as docs/kernel-interface.md lays them out, over any {@link
 * io.github.kolink.kernel.device.DeviceFile}. No native code: the real file is opened in {@code
 * io.github.kolink.kernel.jnr}, tests have one in memory.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.kernel.device;
