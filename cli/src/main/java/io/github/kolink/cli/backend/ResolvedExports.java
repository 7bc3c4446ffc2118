// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import io.github.kolink.kernel.device.ExportedSymbol;
import io.github.kolink.module.ModuleImport;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.symbols.Export;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the kernel's own look-up answered, as a snapshot: the two files that say the same, {@code /proc/kallsyms} with the
 * {@code __ksymtab} entries it has where it shows data, and {@code Module.symvers}. Namespaces are not in the answer: they
 * come from another list of exports, or are taken for none.
 *
 * @param symbols exports
 */
record ResolvedExports(List<ExportedSymbol> symbols) {
    private static final HexFormat HEXADECIMAL = HexFormat.of();

    /** Whether the kernel has versions. */
    boolean hasVersions() {
        return symbols.stream().anyMatch(symbol -> symbol.crc().isPresent());
    }

    KernelSnapshot snapshot(Optional<KernelSnapshot> namespaces) throws IOException {
        // An export that is always there says that exports are known: what is not among them, nobody exports.
        StringBuilder kallsyms = new StringBuilder(
                "0000000000000001 T kolink_asked_the_kernel\n0000000000000001 r __ksymtab_kolink_asked_the_kernel\n");
        StringBuilder symvers = new StringBuilder();
        for (ExportedSymbol symbol : symbols) {
            String owner = symbol.owner().isEmpty() ? "" : "\t[" + symbol.owner() + "]";
            String address = HEXADECIMAL.toHexDigits(symbol.address());
            kallsyms.append(address + " T " + symbol.name() + owner + "\n");
            kallsyms.append(address + " r __ksymtab_" + symbol.name() + owner + "\n");
            symvers.append("0x" + HEXADECIMAL.toHexDigits(symbol.crc().orElse(0)) + "\t" + symbol.name() + "\t"
                    + (symbol.owner().isEmpty() ? "vmlinux" : symbol.owner())
                    + (symbol.gplOnly() ? "\tEXPORT_SYMBOL_GPL\t" : "\tEXPORT_SYMBOL\t")
                    + namespace(namespaces, symbol.name()) + "\n");
        }
        KernelSnapshot addresses = read(kallsyms.toString(), "RESOLVE");
        return hasVersions() || (namespaces.isPresent() && !symbols.isEmpty())
                ? KernelSnapshot.merge(List.of(addresses, read(symvers.toString(), "RESOLVE versions")))
                : addresses;
    }

    private static String namespace(Optional<KernelSnapshot> list, String symbol) {
        return list.flatMap(known -> known.symbols().exported(symbol))
                .flatMap(KernelSymbol::export)
                .flatMap(Export::namespace)
                .orElse("");
    }

    private static KernelSnapshot read(String text, String name) throws IOException {
        return KernelSnapshot.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), name);
    }

    /** What nobody exports of what a module cannot do without. */
    List<String> missing(List<ModuleImport> imports, Architecture architecture) {
        Set<String> found = symbols.stream().map(ExportedSymbol::name).collect(Collectors.toSet());
        return imports.stream()
                .filter(wanted -> !wanted.weak() && !architecture.ignoresUndefined(wanted.name()))
                .map(ModuleImport::name)
                .filter(name -> !found.contains(name))
                .toList();
    }

    /** Where the modules lie whose exports were found. */
    Map<String, Long> bases() {
        Map<String, Long> bases = new HashMap<>();
        symbols.stream()
                .filter(symbol -> !symbol.owner().isEmpty())
                .forEach(symbol -> bases.put(symbol.owner(), symbol.ownerBase()));
        return bases;
    }
}
