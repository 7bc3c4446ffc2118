// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

final class PrintableTest {
    @Test
    void hostileTextIsEscaped() {
        assertEquals("a\\x1b[0mb\\u{202e}c\u00e9", Printable.text("a\033[0mb\u202ec\u00e9"));
        assertEquals("J\u00f6rg", Printable.decoded("J\u00c3\u00b6rg"));
        assertFalse(Printable.text(Printable.decoded("\u009b2J")).contains("\u009b"));
    }
}
