// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import io.github.kolink.oracle.OracleKernel.Row;
import java.util.List;
import java.util.function.Supplier;

/** Symbols that the kernel takes, warns about or refuses. */
final class SymbolVariants {
    private static final String USED = "unregister_nls";
    private static final String LAYOUT = "module_layout";
    private static final int COMMON = 0xfff2;
    private static final int LIVEPATCH = 0xff20;

    private final Base base;
    private final Variants trials;

    private SymbolVariants(Base base) {
        this.base = base;
        this.trials = new Variants(base);
    }

    static List<Trial> of(Base base) {
        SymbolVariants variants = new SymbolVariants(base);
        variants.sections();
        variants.unknown();
        variants.weak();
        variants.namespaces();
        variants.several();
        return variants.trials.list();
    }

    private void add(String name, String row, Supplier<EditedModule> module) {
        trials.add(name, row, module);
    }

    private EditedModule module() {
        return base.module();
    }

    private EditedModule with(String symbol, int info, int section) {
        EditedModule module = module();
        module.addSymbol(symbol, info, section, 8);
        return module;
    }

    private void sections() {
        add("common", "R-45", () -> with("a_common", Base.GLOBAL, COMMON));
        add("common-lto", "loads", () -> with("__gnu_lto_slim", Base.GLOBAL, COMMON));
        add("index-99", "R-46", () -> with("far_away", Base.GLOBAL, 99));
        add("index-fff0", "R-46", () -> with("reserved", Base.GLOBAL, 0xfff0));
        add("index-xindex", "R-46", () -> with("extended", Base.GLOBAL, 0xffff));
        add("index-unnamed", "R-46", () -> with("", 3, 99));
        add("absolute", "loads", () -> with("an_absolute", Base.GLOBAL, 0xfff1));
        add("livepatch-symbol", "loads", () -> with(".klp.sym.vmlinux.schedule,0", Base.GLOBAL, LIVEPATCH));
        add("common-and-index", "R-45", () -> commonThenIndex());
    }

    private EditedModule commonThenIndex() {
        EditedModule module = with("far_away", Base.GLOBAL, 99);
        module.addSymbol("a_common", Base.GLOBAL, COMMON, 8);
        return module;
    }

    private void unknown() {
        add("unknown", "R-47", () -> module().symbolRenamed(USED, "no_such_symbol"));
        add("unknown-three", "R-54", () -> unknown("first", "second", "third"));
        add("unknown-unnamed", "R-47", () -> with("", Base.GLOBAL, 0));
        add("unknown-local", "R-47", () -> with("a_local", 0, 0));
        add("unknown-percent", "R-47", () -> module().symbolRenamed(USED, "100%s"));
        add("unknown-bytes", "R-47", () -> module().symbolRenamed(USED, "caf\u00e9\u0001\\"));
        add("unknown-long", "R-47", () -> module().symbolRenamed(USED, "x".repeat(300)));
        add("unknown-very-long", "R-47", () -> module().symbolRenamed(USED, "y".repeat(1500)));
        add("got", "loads", () -> with("_GLOBAL_OFFSET_TABLE_", Base.GLOBAL, 0));
        add("not-exported", "R-47", () -> module().symbolRenamed(USED, "do_init_module"));
    }

    private EditedModule unknown(String... names) {
        EditedModule module = module();
        for (String name : names) {
            module.addSymbol(name, Base.GLOBAL, 0, 0);
        }
        return module;
    }

    private void weak() {
        add("weak-unknown", "loads", () -> with("no_such_weak", Base.WEAK, 0));
        add("weak-crc-absent", "R-50", () -> with("schedule", Base.WEAK, 0));
        EditedModule wrong = with("schedule", Base.WEAK, 0);
        add("weak-crc-differs", "R-49", () -> wrong.versionAdded("schedule", 1));
    }

    private void namespaces() {
        Row row = base.inNamespace();
        EditedModule importing = base.importing(module(), row);
        add("namespace", "loads", () -> EditedModule.of(importing.bytes()).modinfoWith("import_ns=" + row.namespace()));
        add("namespace-missing", "R-51", () -> EditedModule.of(importing.bytes()));
        add("namespace-other", "R-51", () -> EditedModule.of(importing.bytes()).modinfoWith("import_ns=OTHER"));
        add(
                "namespace-second",
                "loads",
                () -> EditedModule.of(importing.bytes())
                        .modinfoWith("import_ns=OTHER")
                        .modinfoWith("import_ns=" + row.namespace()));
        EditedModule both = EditedModule.of(importing.bytes());
        add("namespace-and-crc", "R-49", () -> both.flip(both.versionAt(row.symbol())));
    }

    private void several() {
        // The order of the symbol table: unregister_nls comes before what is added.
        add("crc-then-unknown", "R-54", () -> {
            EditedModule module = module();
            module.flip(module.versionAt(USED)).addSymbol("no_such_symbol", Base.GLOBAL, 0, 0);
            return module;
        });
        add("unknown-then-crc", "R-54", () -> {
            EditedModule module = module().symbolRenamed(USED, "no_such_symbol");
            return module.flip(module.versionAt("__register_nls"));
        });
        EditedModule third = with("a_common", Base.GLOBAL, COMMON);
        third.addSymbol("no_such_symbol", Base.GLOBAL, 0, 0);
        add("common-then-unknown", "R-54", () -> third);
        EditedModule fourth = module().symbolRenamed(USED, "no_such_symbol");
        fourth.addSymbol("a_common", Base.GLOBAL, COMMON, 8);
        add("unknown-then-common", "R-54", () -> fourth);
        add(
                "unknown-and-layout",
                "R-32",
                () -> unknown("first").flip(unknown("first").versionAt(LAYOUT)));
    }
}
