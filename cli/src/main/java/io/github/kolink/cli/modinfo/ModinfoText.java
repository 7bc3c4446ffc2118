// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modinfo;

import io.github.kolink.cli.report.Hexadecimal;
import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.module.AppendedSignature;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.module.ModuleImport;
import io.github.kolink.module.ModuleInfo;
import io.github.kolink.module.ModuleParameter;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** Prints a module's facts in the columns of modinfo(8). */
final class ModinfoText {
    private final ModuleFacts facts;
    private final PrintStream out;

    ModinfoText(ModuleFacts facts, PrintStream out) {
        this.facts = facts;
        this.out = out;
    }

    void print() {
        row("filename", facts.path());
        for (ModuleInfo.Entry entry : facts.info().entries()) {
            if (!entry.key().equals("parm") && !entry.key().equals("parmtype")) {
                row(Printable.decoded(entry.key()), Printable.decoded(entry.value()));
            }
        }
        facts.signature().ifPresent(this::signature);
        for (ModuleParameter parameter : facts.info().parameters()) {
            String type = parameter.type().isEmpty() ? "" : " (" + parameter.type() + ")";
            row("parm", Printable.decoded(parameter.name() + ":" + parameter.description() + type));
        }
        row("machine", facts.machine());
        exports();
        imports();
        Map<String, Long> relocations = facts.relocations();
        long total = relocations.values().stream().mapToLong(Long::longValue).sum();
        row("relocations", String.format(Locale.ROOT, "%,d", total));
        relocations.forEach((type, count) -> out.print(String.format(Locale.ROOT, "  %-34s %,12d%n", type, count)));
    }

    private void signature(AppendedSignature signature) {
        row("sig_id", ModuleFacts.kind(signature));
        row("sig_size", signature.length() + " bytes, not verified");
        signature.damage().ifPresent(damage -> row("sig_damage", damage));
    }

    private void exports() {
        List<ModuleExport> exports = facts.exports();
        row("exports", Integer.toString(exports.size()));
        for (ModuleExport export : exports) {
            out.print("  " + crc(export.crc()) + (export.gplOnly() ? " GPL   " : " plain ")
                    + Printable.text(Printable.decoded(export.name()))
                    + export.namespace()
                            .map(space -> " (" + Printable.text(Printable.decoded(space)) + ")")
                            .orElse("")
                    + "\n");
        }
    }

    private void imports() {
        List<ModuleImport> imports = facts.imports();
        row("imports", Integer.toString(imports.size()));
        for (ModuleImport symbol : imports) {
            out.print("  " + crc(facts.versions().crc(symbol.name())) + (symbol.weak() ? " weak  " : "       ")
                    + Printable.text(Printable.decoded(symbol.name())) + "\n");
        }
    }

    private static String crc(OptionalInt crc) {
        return crc.isPresent() ? Hexadecimal.crc(crc.getAsInt()) : "-         ";
    }

    private void row(String key, String value) {
        out.print(String.format(Locale.ROOT, "%-15s ", Printable.text(key) + ":") + Printable.text(value) + "\n");
    }
}
