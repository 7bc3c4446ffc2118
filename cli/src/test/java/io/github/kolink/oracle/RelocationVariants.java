// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import io.github.kolink.oracle.EditedModule.Field;
import java.util.List;
import java.util.function.Supplier;

/** Relocations of x86-64 that the kernel refuses, and some that it should. */
final class RelocationVariants {
    private static final String TEXT = ".text";

    private final Base base;
    private final Variants trials;

    private RelocationVariants(Base base) {
        this.base = base;
        this.trials = new Variants(base);
    }

    static List<Trial> of(Base base) {
        RelocationVariants variants = new RelocationVariants(base);
        variants.types();
        variants.targets();
        variants.values();
        return variants.trials.list();
    }

    /** What makes the kernel read or write outside the module: each in a guest of its own. */
    static List<Trial> wild(Base base) {
        RelocationVariants variants = new RelocationVariants(base);
        variants.outside();
        return variants.trials.list();
    }

    private void add(String name, String row, Supplier<EditedModule> module) {
        trials.add(name, row, module);
    }

    private EditedModule module() {
        return base.module();
    }

    private void types() {
        add("rel", "R-55", () -> module().field(".rela.text", Field.TYPE, 9));
        add("rel-of-comment", "loads", () -> relOf(".comment"));
        for (int type : new int[] {3, 9, 12, 26, 38, 42, 99, 0x1234}) {
            add("type-" + type, "R-56", () -> module().relocationType(TEXT, 0, type));
        }
        add("type-none", "loads", () -> module().relocationType(TEXT, 0, 0));
        add("type-negative", "R-56", () -> module().relocationType(TEXT, 0, -1));
        add("info-of-no-section", "loads", () -> module().field(".rela.text", Field.INFO, 999));
        add("info-of-section-0", "loads", () -> module().field(".rela.text", Field.INFO, 0));
    }

    private EditedModule relOf(String section) {
        EditedModule module = module();
        int added = module.addSection(".rel" + section, 9, 0, 8, new byte[16]);
        return module.field(added, Field.INFO, module.section(section)).field(added, Field.LINK, module.symtab());
    }

    private void targets() {
        EditedModule module = module();
        add("target-not-zero", "R-57", () -> module.put8(module.at(TEXT) + 1, 1));
        EditedModule data = module();
        add("target-not-zero-64", "R-57", () -> data.put8(data.at(".data") + 7, 0x80));
        EditedModule none = module();
        none.put8(none.at(TEXT) + 1, 1);
        add("target-not-zero-none", "loads", () -> none.relocationType(TEXT, 0, 0));
        EditedModule drift = base.original().unsigned();
        add("this-module-drift", "R-57", () -> drift.put8(drift.at(EditedModule.THIS_MODULE) + 0x138, 1));
        EditedModule twice = module();
        // The second relocation of the section at the place of the first.
        add("same-place-twice", "R-57", () -> twice.put64(twice.relocationAt(TEXT, 1), 1));
        EditedModule overlap = module();
        add("overlapping", "R-57", () -> overlap.put64(overlap.relocationAt(TEXT, 1), 2));
    }

    private void values() {
        EditedModule base32s = module();
        add("overflow-32s", "R-58", () -> base32s.addend(TEXT, 1, 0x1_0000_0000L));
        add("overflow-32s-minimum", "R-58", () -> module().addend(TEXT, 1, -0x8000_0000L));
        add("overflow-32", "R-58", () -> module().relocationType(TEXT, 1, 10));
        add(
                "overflow-and-type",
                "R-58",
                () -> module().addend(TEXT, 1, 0x1_0000_0000L).relocationType(TEXT, 2, 9));
        add(
                "type-before-symbol",
                "R-47",
                () -> module().relocationType(TEXT, 0, 9).symbolRenamed("unregister_nls", "gone"));
        add("plt32-far", "R-62", () -> module().addend(".exit.text", 1, 0x7fff_ffff_0000L));
        add("pc64", "loads", () -> module().relocationType(".data", 0, 24));
        add(
                "partial-entry",
                "loads",
                () -> module().field(".rela.text", Field.SIZE, module().field(".rela.text", Field.SIZE) - 5));
    }

    private void outside() {
        EditedModule far = module();
        add("offset-far", "undefined", () -> far.put64(far.relocationAt(TEXT, 0), 0x4000_0000L));
        EditedModule page = module();
        add("offset-next-page", "undefined", () -> page.put64(page.relocationAt(".data", 0), 0x1800));
        EditedModule symbol = module();
        add("symbol-far", "undefined", () -> symbol.put32(symbol.relocationAt(TEXT, 0) + 12, 0x1000_0000));
        EditedModule name = module();
        add(
                "symbol-name-far",
                "undefined",
                () -> name.put32(name.symbolAt(name.symbol("unregister_nls")), 0x4000_0000));
        add("this-module-small", "undefined", () -> module().field(EditedModule.THIS_MODULE, Field.SIZE, 0x100));
        EditedModule percpu = module();
        int added = percpu.addSection(".data..percpu", 8, 3, 8192, new byte[0]);
        add("percpu-without-contents", "undefined", () -> percpu.field(added, Field.SIZE, 8192));
        EditedModule called = base.original().unsigned();
        add("init-calls-far", "R-62", () -> called.addend(".init.text", 3, 0x7000_0000L));
    }
}
