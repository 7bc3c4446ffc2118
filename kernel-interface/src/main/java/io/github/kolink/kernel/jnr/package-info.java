// SPDX-License-Identifier: Apache-2.0
/**
 * Hands a linked image to the running kernel. Nothing is here yet.
 *
 * <p>What comes: the implementation of linker-core's loader interface by jnr-ffi, over two ways into the kernel. One is the
 * character device {@code /dev/kolink} of a small kernel stub, whose two requests reserve memory and load an image; the
 * other is the ordinary module system calls ({@code init_module}, {@code finit_module}, {@code delete_module}).
 *
 * <p>This is the only package that may use jnr-ffi, and so the only one that loads native code for kernel calls. An offline
 * check or link never reaches it.
 */
package io.github.kolink.kernel.jnr;
