// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.state;

import io.github.kolink.load.ModuleState;
import io.github.kolink.resolve.ProvidedSymbol;
import io.github.kolink.symbols.Export;
import io.github.kolink.symbols.ExportClass;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The lines of a state file between its first and its last (docs/state.md). */
final class StateText {
    private static final String UNKNOWN = "-";

    private StateText() {}

    /** The lines of a state. */
    static String of(LoaderState state) {
        StringBuilder text = new StringBuilder();
        line(text, "boot", state.boot());
        line(text, "release", state.release());
        for (ModuleRecord module : state.modules()) {
            line(
                    text,
                    "module",
                    module.name(),
                    hex(module.base()),
                    Long.toString(module.size()),
                    word(module.state()),
                    module.autoclean() ? "autoclean" : "stays",
                    Long.toString(module.lastUsed()));
            module.regions().forEach(placed -> place(text, "region", placed));
            module.sections().forEach(placed -> place(text, "section", placed));
            module.exports().forEach((name, symbol) -> export(text, name, symbol));
            module.uses().forEach(name -> line(text, "uses", name));
        }
        return text.toString();
    }

    private static void place(StringBuilder text, String kind, Placed placed) {
        line(text, kind, placed.name(), hex(placed.address()), Long.toString(placed.size()));
    }

    private static void export(StringBuilder text, String name, ProvidedSymbol symbol) {
        Export how = symbol.export();
        line(
                text,
                "export",
                name,
                hex(symbol.address()),
                word(how.exportClass()),
                how.crc().isPresent()
                        ? String.format(Locale.ROOT, "0x%08x", how.crc().getAsInt())
                        : UNKNOWN,
                how.namespace().orElse(""),
                symbol.proprietary().map(yes -> yes ? "proprietary" : "gpl").orElse(UNKNOWN));
    }

    private static void line(StringBuilder text, String kind, String... fields) {
        text.append(kind).append('\t').append(Fields.line(fields)).append('\n');
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** Collects a state line by line; throws {@link IllegalArgumentException} at one that is none. */
    static final class Reader {
        private String boot = "";
        private String release = "";
        private final List<ModuleRecord> modules = new ArrayList<>();
        private final Set<String> names = new HashSet<>();
        private String[] module = {};
        private final List<Placed> regions = new ArrayList<>();
        private final List<Placed> sections = new ArrayList<>();
        private final SortedMap<String, ProvidedSymbol> exports = new TreeMap<>();
        private final List<String> uses = new ArrayList<>();

        void read(String line) {
            String[] fields = Fields.of(line);
            switch (fields[0]) {
                case "boot" -> boot = fields(fields, 1)[1];
                case "release" -> release = fields(fields, 1)[1];
                case "module" -> {
                    finish();
                    module = fields(fields, 6);
                    if (!names.add(module[1])) {
                        throw new IllegalArgumentException("a second module " + module[1]);
                    }
                    record(); // so that what is wrong in it is told of this line
                }
                case "region" -> regions.add(placed(ofModule(fields, 3)));
                case "section" -> sections.add(placed(ofModule(fields, 3)));
                case "export" -> exports.put(ofModule(fields, 6)[1], symbol(fields));
                case "uses" -> uses.add(ofModule(fields, 1)[1]);
                default -> throw new IllegalArgumentException("unknown kind '" + fields[0] + "'");
            }
        }

        LoaderState state() {
            finish();
            return new LoaderState(boot, release, modules);
        }

        private void finish() {
            if (module.length > 0) {
                modules.add(record());
            }
            module = new String[0];
            regions.clear();
            sections.clear();
            exports.clear();
            uses.clear();
        }

        private ModuleRecord record() {
            return new ModuleRecord(
                    module[1],
                    address(module[2]),
                    Long.parseLong(module[3]),
                    ModuleState.valueOf(module[4].toUpperCase(Locale.ROOT)),
                    oneOf(module[5], "autoclean", "stays"),
                    Long.parseLong(module[6]),
                    regions,
                    sections,
                    exports,
                    uses);
        }

        private ProvidedSymbol symbol(String... fields) {
            Export how = new Export(
                    ExportClass.valueOf(fields[3].toUpperCase(Locale.ROOT)),
                    fields[4].equals(UNKNOWN) ? OptionalInt.empty() : OptionalInt.of((int) address(fields[4])),
                    fields[5].isEmpty() ? Optional.empty() : Optional.of(fields[5]));
            Optional<Boolean> proprietary =
                    fields[6].equals(UNKNOWN) ? Optional.empty() : Optional.of(oneOf(fields[6], "proprietary", "gpl"));
            return new ProvidedSymbol(address(fields[2]), module[1], how, proprietary);
        }

        private String[] ofModule(String[] fields, int count) {
            if (module.length == 0) {
                throw new IllegalArgumentException("'" + fields[0] + "' before the first module");
            }
            return fields(fields, count);
        }

        private static String[] fields(String[] fields, int count) {
            if (fields.length != count + 1) {
                throw new IllegalArgumentException(
                        "'" + fields[0] + "' has " + (fields.length - 1) + " fields, not " + count);
            }
            return fields;
        }

        private static Placed placed(String... fields) {
            return new Placed(fields[1], address(fields[2]), Long.parseLong(fields[3]));
        }

        private static boolean oneOf(String word, String yes, String no) {
            if (!word.equals(yes) && !word.equals(no)) {
                throw new IllegalArgumentException("'" + word + "' is neither '" + yes + "' nor '" + no + "'");
            }
            return word.equals(yes);
        }

        private static long address(String text) {
            if (!text.startsWith("0x")) {
                throw new IllegalArgumentException("'" + text + "' is no hexadecimal number");
            }
            return Long.parseUnsignedLong(text.substring(2), 16);
        }
    }
}
