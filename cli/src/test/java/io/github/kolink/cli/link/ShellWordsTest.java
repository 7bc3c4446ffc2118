// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ShellWordsTest {
    @Test
    void wordsAreSplitAsAShellDoes() {
        assertEquals(List.of("a b", "c\\d", "e f", "", "g#h"), ShellWords.of("'a b' \"c\\\\d\" e\\ f '' g#h # i"));
        assertEquals(List.of(), ShellWords.of("   # only a comment"));
    }
}
