// SPDX-License-Identifier: Apache-2.0
/**
 * Compressed files, recognised by content.
 *
 * <p>Kernel images and kernel modules come plain or compressed. A caller does not ask which:
 *
 * <pre>{@code
 * ByteBuffer plain = Codecs.decompress(bytes, "r8169.ko.xz", 256L << 20);
 * }</pre>
 *
 * <p>gzip is built in. A further format is a {@link io.github.kolink.codec.Codec} found by
 * {@link java.util.ServiceLoader}; kolink's command line brings xz, zstd and lz4. Where a file needs one that is not on
 * the class path, the error names the dependency. The decoded size is bounded by the caller and memory grows with the
 * bytes decoded, so a header that claims gigabytes costs nothing ({@link io.github.kolink.codec.BoundedBytes}). Files come
 * from {@link io.github.kolink.codec.PlainFiles}, the way that costs the least.
 *
 * <p>Trust limit: a codec that loads native code (zstd) runs it on the bytes it is given.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.codec;
