// SPDX-License-Identifier: Apache-2.0
/**
 * JMH benchmarks, one class for each question. Nothing is here yet.
 *
 * <p>What comes: parsing an ELF file, loading kallsyms text, opening a snapshot, looking a symbol up, relocating a module,
 * and a whole link, with the module's size and the rival (for example jelf against our own reader) as parameters. A smoke
 * test will run each of them once in {@code mvn verify}; figures come only from an own run on a quiet machine.
 */
package io.github.kolink.benchmarks;
