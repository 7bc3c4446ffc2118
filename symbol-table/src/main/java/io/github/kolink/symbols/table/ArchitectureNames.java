// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.table;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Tells the architecture from names and options that only one architecture has. */
public final class ArchitectureNames {
    /** Functions that no other architecture defines. */
    private static final Map<String, String> BY_SYMBOL = Map.of(
            "x86_64_start_kernel", "x86_64",
            "__x64_sys_read", "x86_64",
            "__arm64_sys_read", "aarch64",
            "mach_get_ss", "m68k",
            "m68k_setup_node", "m68k",
            "buserr_c", "m68k",
            "sys_atomic_cmpxchg_32", "m68k");

    private static final Map<String, String> BY_OPTION =
            Map.of("CONFIG_X86_64", "x86_64", "CONFIG_ARM64", "aarch64", "CONFIG_M68K", "m68k");

    private ArchitectureNames() {}

    /**
     * Looks for the names; empty if none or names of several architectures are there.
     *
     * @param symbols indexed
     * @return as {@code uname -m} prints it
     */
    public static Optional<String> bySymbols(SymbolsBuilder symbols) {
        String told = "";
        for (Map.Entry<String, String> entry : BY_SYMBOL.entrySet()) {
            byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
            if (symbols.names().find(name, 0, name.length) != SymbolsBuilder.NONE) {
                if (!told.isEmpty() && !told.equals(entry.getValue())) {
                    return Optional.empty();
                }
                told = entry.getValue();
            }
        }
        return told.isEmpty() ? Optional.empty() : Optional.of(told);
    }

    /**
     * Looks for an option that is set to {@code y}.
     *
     * @param config option to value
     * @return as {@code uname -m} prints it; empty if there is none
     */
    public static Optional<String> byOptions(Map<String, String> config) {
        return BY_OPTION.entrySet().stream()
                .filter(entry -> "y".equals(config.get(entry.getKey())))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
