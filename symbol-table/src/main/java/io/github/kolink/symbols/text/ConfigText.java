// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads a kernel configuration: {@code CONFIG_X=value}; {@code # CONFIG_X is not set} reads as {@code n}. */
final class ConfigText {
    private static final String PREFIX = "CONFIG_";
    private static final String NOT_SET = " is not set";

    private ConfigText() {}

    static SnapshotParts read(byte[] text, String file) throws SymbolSourceException {
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
                throw SymbolSourceException.atLine(file, number, "expected CONFIG_X=value or a comment");
            }
        }
        SymbolsBuilder symbols = new SymbolsBuilder();
        symbols.index();
        Optional<String> architecture = ArchitectureNames.byOptions(options);
        SnapshotFacts facts = SnapshotFacts.of(
                        new SnapshotSource(SourceKind.KERNEL_CONFIG, file, options.size(), 0, 0, ""),
                        SnapshotFacts.Knowledge.NONE)
                .withArchitecture(architecture);
        return new SnapshotParts(symbols, facts, write(options));
    }

    static byte[] write(Map<String, String> options) {
        StringBuilder out = new StringBuilder();
        options.forEach(
                (name, value) -> out.append(name).append('=').append(value).append('\n'));
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the lines {@link #read} packed. */
    static Map<String, String> unpack(byte[] lines) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String line : new String(lines, StandardCharsets.UTF_8).lines().toList()) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                options.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return Collections.unmodifiableMap(options);
    }
}
