// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import io.github.kolink.oracle.EditedModule.Field;
import io.github.kolink.oracle.OracleKernel.Row;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Supplier;

/** What depends on what the kernel has already: names, exports, providers. */
final class StateVariants {
    private static final int CRC = 0x12345678;

    private final Base base;
    private final Variants trials;

    private StateVariants(Base base) {
        this.base = base;
        this.trials = new Variants(base);
    }

    static List<Trial> of(Base base) {
        StateVariants variants = new StateVariants(base);
        variants.names();
        variants.exports();
        return variants.trials.list();
    }

    private void add(String name, String row, Supplier<EditedModule> module) {
        trials.add(name, row, module);
    }

    private EditedModule module() {
        return base.module();
    }

    private EditedModule named(String name) {
        return module().structName(name).modinfoReplaced("name", name);
    }

    private void names() {
        add("name-empty", "EINVAL", () -> module().structName(""));
        add("name-of-built-in", "R-71", () -> named("printk"));
        add("name-of-built-in-without-parameters", "loads", () -> named("vfat_not_there"));
        add("name-with-slash", "loads", () -> named("a/b"));
        trials.add(Trial.of("kept", "loads", named("kept_one")).keep());
        add("loaded-twice", "R-41", () -> named("kept_one"));
        add("loaded-twice-modinfo-differs", "R-41", () -> module().structName("kept_one"));
        add("loaded-twice-and-unknown", "R-41", () -> named("kept_one").symbolRenamed("unregister_nls", "gone"));
        add("loaded-twice-and-write-exec", "R-39", () -> named("kept_one").field(".data", Field.FLAGS, 7));
    }

    private void exports() {
        add("export", "loads", () -> exporting(named("exporter"), "our_export", false, true));
        add("export-without-crc", "R-44", () -> exporting(named("exporter"), "our_export", false, false));
        add("export-of-kernel", "R-65", () -> exporting(module(), "schedule", false, true));
        add("export-gpl-of-kernel", "R-65", () -> exporting(module(), "schedule", true, true));
        trials.add(Trial.of("provider", "loads", exporting(named("provider"), "our_export", false, true))
                .keep());
        add("export-of-module", "R-65", () -> exporting(named("other"), "our_export", false, true));
        add("export-gpl-of-module", "R-65", () -> exporting(named("other"), "our_export", true, true));
        add("user", "loads", () -> user("our_export", CRC));
        add("user-crc-differs", "R-49", () -> user("our_export", CRC + 1));
        trials.add(Trial.of(
                        "provider-proprietary",
                        "loads",
                        exporting(
                                named("closed").modinfoReplaced("license", "Proprietary"),
                                "closed_export",
                                false,
                                true))
                .keep());
        add("user-of-proprietary", "loads", () -> user("closed_export", CRC));
        Row gpl = base.gplOnly();
        EditedModule first = user("closed_export", CRC);
        add("proprietary-then-gpl-only", "R-48", () -> base.importing(first, gpl));
        EditedModule second = base.importing(named("user"), gpl);
        second.addSymbol("closed_export", Base.GLOBAL, 0, 0);
        add(
                "gpl-only-then-proprietary",
                "R-48",
                () -> second.has("__versions") ? second.versionAdded("closed_export", CRC) : second);
    }

    private EditedModule user(String symbol, int crc) {
        EditedModule module = named("user");
        module.addSymbol(symbol, Base.GLOBAL, 0, 0);
        return module.has("__versions") ? module.versionAdded(symbol, crc) : module;
    }

    /** Exports a symbol with the tables that {@code EXPORT_SYMBOL} makes (include/linux/export.h 6.1). */
    private EditedModule exporting(EditedModule module, String symbol, boolean gpl, boolean withCrc) {
        String suffix = gpl ? "_gpl" : "";
        int text = module.section(".text");
        int strings = module.addSection(
                "__ksymtab_strings", 1, 2, 1, EditedModule.join(EditedModule.cString(symbol), new byte[1]));
        int table = module.addSection("__ksymtab" + suffix, 1, 2, 4, new byte[12]);
        if (withCrc) {
            ByteBuffer crc =
                    ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(CRC);
            module.addSection("__kcrctab" + suffix, 1, 2, 4, crc.array());
        }
        int value = module.addSymbol("export_value", 0, text, 0);
        int name = module.addSymbol("export_name", 0, strings, 0);
        int namespace = module.addSymbol("export_namespace", 0, strings, symbol.length());
        ByteBuffer entries = ByteBuffer.allocate(3 * EditedModule.RELA_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        int type = base.isArm() ? 261 : 2;
        entries.putLong(0).putLong((long) value << 32 | type).putLong(0);
        entries.putLong(4).putLong((long) name << 32 | type).putLong(0);
        entries.putLong(8).putLong((long) namespace << 32 | type).putLong(0);
        int relocations = module.addSection(".rela__ksymtab" + suffix, EditedModule.RELA, 0x40, 8, entries.array());
        return module.field(relocations, Field.LINK, module.symtab())
                .field(relocations, Field.INFO, table)
                .field(relocations, Field.ENTSIZE, EditedModule.RELA_SIZE);
    }
}
