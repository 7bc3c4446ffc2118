// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The object identifiers a kernel has a name for (include/linux/oid_registry.h), and their numbers in its messages. */
final class OidRegistry {
    private static final List<Map<String, Integer>> RELEASES = load();
    private static final int LONGEST_TEXT = 50;

    private final Map<String, Integer> numbers;

    private OidRegistry(Map<String, Integer> numbers) {
        this.numbers = numbers;
    }

    /** The registry of a kernel: that of the last release before it that was read. */
    static OidRegistry of(KernelFacts facts) {
        int release = facts.has(KernelFact.since("7.3")) ? 2 : facts.has(KernelFact.since("6.12")) ? 1 : 0;
        return new OidRegistry(RELEASES.get(release));
    }

    private static List<Map<String, Integer>> load() {
        List<Map<String, Integer>> releases = List.of(new HashMap<>(), new HashMap<>(), new HashMap<>());
        try (InputStream in = Objects.requireNonNull(OidRegistry.class.getResourceAsStream("oids.csv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (Character.isDigit(line.charAt(0))) {
                    String[] columns = line.split(",", -1);
                    for (int i = 0; i < releases.size(); i++) {
                        if (!columns[i + 1].isEmpty()) {
                            releases.get(i).put(columns[0], Integer.valueOf(columns[i + 1]));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return releases;
    }

    boolean knows(String oid) {
        return numbers.containsKey(oid);
    }

    /** The number; that behind the last for one the kernel does not know ({@code OID__NR}). */
    int number(String oid) {
        return numbers.getOrDefault(oid, numbers.size());
    }

    /**
     * The identifier in dotted form. The kernel compares bytes: one that is encoded with superfluous zeros is none it knows.
     */
    static String identify(Bytes oid) {
        for (int i = 1; i < oid.length(); i++) {
            if (oid.at(i) == 0x80 && oid.at(i - 1) < 0x80) {
                return "";
            }
        }
        return text(oid);
    }

    /** The identifier's text, as {@code sprint_oid} (lib/oid_registry.c 6.1) writes it into a buffer of fifty bytes. */
    static String text(Bytes oid) {
        if (oid.length() == 0) {
            return "(bad)";
        }
        StringBuilder text =
                new StringBuilder().append(oid.at(0) / 40).append('.').append(oid.at(0) % 40);
        long number = 0;
        int kept = text.length();
        for (int i = 1; i < oid.length(); i++) {
            number = (number << 7) | (oid.at(i) & 0x7f);
            if (oid.at(i) < 0x80) {
                text.append('.').append(Long.toUnsignedString(number));
                number = 0;
                if (text.length() >= LONGEST_TEXT) {
                    return text.substring(0, LONGEST_TEXT - 1);
                }
                kept = text.length();
            } else if (i == oid.length() - 1) {
                // What was written stays in front of the word.
                return text.substring(0, kept) + "(bad)".substring(0, Math.min(5, LONGEST_TEXT - 1 - kept));
            }
        }
        return text.toString();
    }
}
