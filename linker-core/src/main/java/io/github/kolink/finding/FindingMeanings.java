// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finding;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;

/**
 * What each {@link FindingCode} means, in a sentence. The sentences are the Javadoc of the codes: the resource that is read
 * here and {@code docs/findings.md} are generated from it, and {@code FindingsPageTest} holds all three together.
 */
public final class FindingMeanings {
    private static final String RESOURCE = "finding-meanings.properties";

    private FindingMeanings() {}

    /**
     * What a code means.
     *
     * @param code of a finding
     * @return one or two sentences, plain text
     */
    public static String of(FindingCode code) {
        return Objects.requireNonNull(Loaded.SENTENCES.getProperty(code.name()), code::name);
    }

    /** Read when the first meaning is asked for. */
    private static final class Loaded {
        static final Properties SENTENCES = read();

        private static Properties read() {
            Properties sentences = new Properties();
            try (InputStream in =
                    Objects.requireNonNull(FindingMeanings.class.getResourceAsStream(RESOURCE), RESOURCE)) {
                sentences.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return sentences;
        }
    }
}
