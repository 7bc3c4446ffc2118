// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseTest {
    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?.*", Pattern.DOTALL);

    /** A regular expression says the same. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "6",
                "6.",
                ".1",
                "6.1",
                "6.1.",
                "6.1.x",
                "6.1.0-18-amd64",
                "6.12.9+deb13",
                "12345.1",
                "1234.1",
                "6.12345",
                "6.1.12345",
                "6.1.2.3",
                "6.1\n",
                "6.1.7\nx",
                "x6.1",
                "-6.1",
                "6..1",
                "6.1..2",
                "9999.9999.9999",
                "06.01.007",
                "6,1",
                "6.\u0661",
                " 6.1"
            })
    void readsWhatTheFormTakes(String text) {
        Matcher form = FORM.matcher(text);
        Optional<Release> expected = form.matches()
                ? Optional.of(new Release(number(form, 1), number(form, 2), number(form, 3)))
                : Optional.empty();
        assertEquals(expected, Release.of(text));
    }

    private static int number(Matcher form, int group) {
        return form.group(group) == null ? 0 : Integer.parseInt(form.group(group));
    }
}
