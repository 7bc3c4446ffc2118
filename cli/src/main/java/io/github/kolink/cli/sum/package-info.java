// SPDX-License-Identifier: Apache-2.0
/**
 * {@code kolink sum}: one number for a whole tree of modules, comparable with a linker written in another language: every module is linked in
 * a layout that is simple enough to be described in a paragraph, and all 64-bit words of all images are added up.
 *
 * <p>The layout: one block per module. Its sections come in groups, code, read-only data, data marked read-only after init
 * in the file itself, writable data; first those of the core part, then those whose name starts with {@code .init}. Each
 * group is padded to a page, except that writable data is padded together with what follows it. No symbol tables, no
 * linkage entries, nothing that depends on a kernel's release or configuration. {@code .data..percpu} is not loaded; its
 * symbols count from a fixed per-CPU base. Blocks follow each other from a fixed address and start again there when the
 * next 24 MiB would leave the window.
 *
 * <p>{@link io.github.kolink.cli.sum.SumCommand} is the verb, {@code TreeSum} the work.
 */
package io.github.kolink.cli.sum;
