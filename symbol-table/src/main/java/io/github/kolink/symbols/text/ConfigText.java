// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.text;

import io.github.kolink.symbols.table.ArchitectureNames;
import io.github.kolink.symbols.table.Knowledge;
import io.github.kolink.symbols.table.RefusedSourceException;
import io.github.kolink.symbols.table.SourceFacts;
import io.github.kolink.symbols.table.SourceParts;
import io.github.kolink.symbols.table.SymbolsBuilder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads a kernel configuration: {@code CONFIG_X=value}; {@code # CONFIG_X is not set} reads as {@code n}. */
public final class ConfigText {
    private static final String PREFIX = "CONFIG_";
    private static final String NOT_SET = " is not set";

    private ConfigText() {}

    /**
     * Reads the whole text.
     *
     * @param text UTF-8
     * @param file name for messages
     * @return no symbols, and the options
     * @throws RefusedSourceException at the first line that is neither option nor comment
     */
    public static SourceParts read(byte[] text, String file) throws RefusedSourceException {
        Map<String, String> options = new LinkedHashMap<>();
        long number = 0;
        for (String line : new String(text, StandardCharsets.UTF_8).lines().toList()) {
            number++;
            int equals = line.indexOf('=');
            if (line.startsWith(PREFIX) && equals > 0) {
                options.put(line.substring(0, equals), line.substring(equals + 1));
            } else if (line.startsWith("# " + PREFIX) && line.endsWith(NOT_SET)) {
                options.put(line.substring(2, line.length() - NOT_SET.length()), "n");
            } else if (!line.isBlank() && !line.startsWith("#")) {
                throw RefusedSourceException.atLine(file, number, "expected CONFIG_X=value or a comment");
            }
        }
        SymbolsBuilder symbols = new SymbolsBuilder();
        symbols.index();
        Optional<String> architecture = ArchitectureNames.byOptions(options);
        SourceFacts facts = SourceFacts.of(Knowledge.NONE, options.size(), 0, 0).withArchitecture(architecture);
        return new SourceParts(symbols, facts, write(options));
    }

    /**
     * Writes the lines that a snapshot keeps.
     *
     * @param options option to value
     * @return lines {@code CONFIG_X=value}, UTF-8
     */
    public static byte[] write(Map<String, String> options) {
        StringBuilder out = new StringBuilder();
        options.forEach(
                (name, value) -> out.append(name).append('=').append(value).append('\n'));
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the lines {@link #read} packed.
     *
     * @param lines as {@link #write} gives them
     * @return option to value, unmodifiable
     */
    public static Map<String, String> unpack(byte[] lines) {
        return ConfigOptions.of(lines);
    }
}
