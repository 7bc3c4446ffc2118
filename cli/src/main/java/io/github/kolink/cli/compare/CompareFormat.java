// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.compare;

import java.util.Locale;

/** Forms of the report. */
enum CompareFormat {
    TEXT,
    JSON,
    HTML;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
