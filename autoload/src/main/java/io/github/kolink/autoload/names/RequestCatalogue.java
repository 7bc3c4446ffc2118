// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.names;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The names by which kernels ask for modules: the formats that {@code request_module} is given, and who gives them.
 * The list is {@code request-names.tsv} beside this class; where it comes from: docs/names.md.
 */
public final class RequestCatalogue {
    private static final String FILE = "request-names.tsv";

    private final List<Entry> entries;

    /**
     * A format and a place that asks by it.
     *
     * @param format as the kernel has it, such as {@code net-pf-%d-proto-%d}
     * @param file of the kernel's source
     * @param function that asks
     * @param versions kernels that have it, such as {@code 6.1 6.12}
     * @param meaning what its variable parts are, or what answers it; may be empty
     */
    public record Entry(String format, String file, String function, String versions, String meaning) {
        private static final Pattern CONVERSION =
                Pattern.compile("%(?:%|[-0 #+]*[0-9*]*(?:\\.[0-9*]+)?(?:hh|h|ll|l|z)?([diuxXscp]))");

        /**
         * Whether the kernel may have made a name with this format.
         *
         * @param name as it was asked for
         * @return true if it fits
         */
        public boolean makes(String name) {
            StringBuilder pattern = new StringBuilder();
            var conversion = CONVERSION.matcher(format);
            int at = 0;
            while (conversion.find()) {
                pattern.append(Pattern.quote(format.substring(at, conversion.start())));
                String type = conversion.group(1) == null ? "%" : conversion.group(1);
                pattern.append(
                        switch (type) {
                            case "%" -> "%";
                            case "d", "i" -> "-?[0-9]+";
                            case "u" -> "[0-9]+";
                            case "x", "X", "p" -> "[0-9a-fA-F]+";
                            case "c" -> ".";
                            default -> ".+";
                        });
                at = conversion.end();
            }
            pattern.append(Pattern.quote(format.substring(at)));
            return Pattern.matches(pattern.toString(), name);
        }

        /**
         * Whether next to any name fits, such as with {@code %s}: it then says nothing of who asked.
         *
         * @return true if the format has no word of its own
         */
        public boolean fitsAnything() {
            return ownLetters() < 2;
        }

        /** How many letters are the format's own: more of them tell more of who asked. */
        int ownLetters() {
            return CONVERSION.matcher(format).replaceAll("").length();
        }
    }

    private RequestCatalogue(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * The catalogue.
     *
     * @return read from its file
     */
    public static RequestCatalogue load() {
        try (InputStream in = RequestCatalogue.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not in the jar");
            }
            List<Entry> entries = new ArrayList<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .skip(1)
                    .map(line -> Splitter.on('\t').splitToList(line))
                    .forEach(row -> entries.add(new Entry(row.get(0), row.get(1), row.get(2), row.get(3), row.get(4))));
            return new RequestCatalogue(entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * All of it.
     *
     * @return sorted by format, file and function
     */
    public List<Entry> entries() {
        return entries;
    }

    /**
     * Who may have asked for a name.
     *
     * @param name as it was asked for; {@code -} and {@code _} are two letters here, as in the kernel
     * @return the closest formats first; those of a mere {@code %s}, which any name fits, last
     */
    public List<Entry> makersOf(String name) {
        return entries.stream()
                .filter(entry -> entry.makes(name))
                .sorted(Comparator.comparingInt((Entry entry) -> -entry.ownLetters()))
                .toList();
    }
}
