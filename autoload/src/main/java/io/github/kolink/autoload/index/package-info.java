// SPDX-License-Identifier: Apache-2.0
/**
 * What depmod makes of a module tree, written and read.
 *
 * <p>{@link io.github.kolink.autoload.index.IndexBuild} reads every module and makes the files that depmod makes;
 * {@link io.github.kolink.autoload.index.TreeIndex} answers from them, be they kmod's, kolink's or just made:
 * which file a module is and what it needs, which modules an alias or a symbol stands for, and what is built in. {@link
 * io.github.kolink.autoload.index.NameIndex} is the binary form (libkmod/libkmod-index.c, kmod 30; docs/names.md).
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.autoload.index;
