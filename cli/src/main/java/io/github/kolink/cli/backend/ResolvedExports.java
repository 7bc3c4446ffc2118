// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import io.github.kolink.kernel.device.ExportedSymbol;
import io.github.kolink.module.ModuleImport;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the kernel's own look-up answered, as a snapshot: the two files that say the same, {@code /proc/kallsyms} with the
 * {@code __ksymtab} entries it has where it shows data, and {@code Module.symvers}. Namespaces are not in the answer.
 *
 * @param symbols exports
 */
record ResolvedExports(List<ExportedSymbol> symbols) {
    List<KernelSnapshot> parts() throws IOException {
        // An export that is always there says that exports are known: what is not among them, nobody exports.
        StringBuilder kallsyms = new StringBuilder(
                "0000000000000001 T kolink_asked_the_kernel\n0000000000000001 r __ksymtab_kolink_asked_the_kernel\n");
        StringBuilder symvers = new StringBuilder();
        boolean versions = false;
        for (ExportedSymbol symbol : symbols) {
            String owner = symbol.owner().isEmpty() ? "" : "\t[" + symbol.owner() + "]";
            kallsyms.append(String.format(Locale.ROOT, "%016x T %s%s\n", symbol.address(), symbol.name(), owner));
            kallsyms.append(
                    String.format(Locale.ROOT, "%016x r __ksymtab_%s%s\n", symbol.address(), symbol.name(), owner));
            versions |= symbol.crc().isPresent();
            symvers.append(String.format(
                    Locale.ROOT,
                    "0x%08x\t%s\t%s\t%s\t\n",
                    symbol.crc().orElse(0),
                    symbol.name(),
                    symbol.owner().isEmpty() ? "vmlinux" : symbol.owner(),
                    symbol.gplOnly() ? "EXPORT_SYMBOL_GPL" : "EXPORT_SYMBOL"));
        }
        KernelSnapshot addresses = snapshot(kallsyms.toString(), "RESOLVE");
        return versions ? List.of(addresses, snapshot(symvers.toString(), "RESOLVE versions")) : List.of(addresses);
    }

    private static KernelSnapshot snapshot(String text, String name) throws IOException {
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
