// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.report;

/**
 * Markup that is finished.
 *
 * @param text goes in as it is
 */
public record Literal(String text) {
    @Override
    public String toString() {
        return text;
    }
}
