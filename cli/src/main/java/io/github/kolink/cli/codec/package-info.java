// SPDX-License-Identifier: Apache-2.0
/**
 * The compressed formats that need a library: xz, zstd and lz4.
 *
 * <p>Each class is a {@link io.github.kolink.codec.Codec} the service loader finds; nothing here is called by name. They
 * live in the command line so that the libraries below it need nothing but the JDK and Guava. xz and lz4 are decoded in
 * Java; zstd is native code, loaded only when a zstd stream is met.
 *
 * <p>All three bound the bytes they produce and stop at the end of the first stream: a kernel image carries other bytes
 * behind its payload.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.cli.codec;
