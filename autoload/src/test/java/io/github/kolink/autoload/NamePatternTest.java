// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {
    /** What glibc's fnmatch(3) answers for these, in the C locale without flags. */
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "fs_minix|fs_minix|true",
                "fs_minix|fs_mini|false",
                "pci:v*d*|pci:v00008086d00001234|true",
                "*|''|true",
                "?|''|false",
                "a/*|a/b/c|true",
                "*.x|.x|true",
                "a?c|abc|true",
                "a[0-9]|a5|true",
                "a[0-9]|ab|false",
                "a[!0-9]|ab|true",
                "a[^0-9]|a5|false",
                "a[]]|a]|true",
                "a[]-]|a-|true",
                "a[a-]|a-|true",
                "a[|a[|true",
                "a[b|ab|false",
                "a\\*|a*|true",
                "a\\*|ab|false",
                "a[\\]]|a]|true",
                "a\\|a|false",
                "*ab|aab|true",
                "*a*b*c|xxaxxbxxc|true",
                "*a*b*c|xxaxxcxxb|false",
                "platform:foo[12]*|platform:foo2bar|true",
            })
    void matchesAsFnmatch(String pattern, String name, boolean expected) {
        assertEquals(expected, NamePattern.matches(pattern, name));
    }

    @Test
    void aPatternOfManyStarsEndsSoon() {
        String pattern = "*a".repeat(2000) + "b";
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertFalse(NamePattern.matches(pattern, "a".repeat(20_000))));
    }

    @ParameterizedTest
    @CsvSource({"snd-hda-intel,snd_hda_intel", "a[b-c]-d,a[b-c]_d", "a[b,", "a]b,", "[x-y]-[0-9]-z,[x-y]_[0-9]_z"})
    void aHyphenIsAnUnderscoreOutsideOfBrackets(String alias, String expected) {
        assertEquals(Optional.ofNullable(expected), NamePattern.normalised(alias));
    }
}
