// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

/**
 * Which modules may use an export.
 *
 * @since 0.1
 */
public enum ExportClass {
    /** {@code EXPORT_SYMBOL}: any module. */
    PLAIN,
    /** {@code EXPORT_SYMBOL_GPL}: modules with a GPL-compatible licence only. */
    GPL,
    /** Exported, but the source does not say for whom (a symbol list has no classes). */
    UNKNOWN
}
