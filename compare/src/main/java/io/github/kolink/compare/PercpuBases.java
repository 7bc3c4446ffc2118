// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import io.github.kolink.capture.Capture;
import io.github.kolink.capture.CapturedModule;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.module.KernelModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Where modules' per-CPU data was: the kernel's allocator decides, and sysfs does not tell. A capture that does not say has
 * it in its symbols all the same: base = resolved value - {@code st_value}.
 */
final class PercpuBases {
    private static final String SECTION = ".data..percpu";

    /** Addresses of modules' symbols in the running kernel, by {@code MODULE NAME}; filled when first needed. */
    private Optional<Map<String, Long>> loaded = Optional.empty();

    private final Capture capture;

    PercpuBases(Capture capture) {
        this.capture = capture;
    }

    /** The base of a module's per-CPU data; empty if it has none or nothing tells. */
    OptionalLong of(CapturedModule captured, KernelModule module) throws IOException {
        if (captured.facts().percpu().isPresent()) {
            return captured.facts().percpu();
        }
        int section = module.allocated(SECTION).map(header -> header.index()).orElse(0);
        if (section == 0) {
            return OptionalLong.empty();
        }
        SymbolTable symbols = module.symbols();
        Optional<CapturedSymbols> table = CapturedSymbols.of(captured, module);
        for (int symbol = 1; symbol < symbols.count(); symbol++) {
            if (symbols.definingSection(symbol) == section) {
                OptionalLong value = table.isPresent()
                        ? OptionalLong.of(table.get().value(symbol))
                        : inRunningKernel(module.name(), symbols.name(symbol).orElse(""));
                if (value.isPresent()) {
                    return OptionalLong.of(value.getAsLong() - symbols.value(symbol));
                }
            }
        }
        return OptionalLong.empty();
    }

    private OptionalLong inRunningKernel(String module, String name) throws IOException {
        if (loaded.isEmpty()) {
            loaded = Optional.of(read());
        }
        Long address = loaded.get().get(module + " " + name);
        return address == null || name.isEmpty() ? OptionalLong.empty() : OptionalLong.of(address);
    }

    private Map<String, Long> read() throws IOException {
        Map<String, Long> addresses = new HashMap<>();
        Optional<Path> file = capture.kallsymsLoaded();
        if (file.isPresent()) {
            try (Stream<String> lines = Files.lines(file.get(), StandardCharsets.ISO_8859_1)) {
                // ADDRESS LETTER NAME<tab>[MODULE]
                lines.map(line -> line.split("[ \t]+"))
                        .filter(words -> words.length == 4 && words[0].length() <= 16 && words[3].length() > 2)
                        .forEach(words -> addresses.put(
                                words[3].substring(1, words[3].length() - 1) + " " + words[2],
                                Long.parseUnsignedLong(words[0], 16)));
            }
        }
        return addresses;
    }
}
