// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import io.github.kolink.oracle.EditedModule.Field;
import java.util.List;

/** What only the arm64 kernel refuses, or in other words. */
final class ArmVariants {
    private static final String TEXT = ".text";
    private static final String DATA = ".data";
    private static final String OVERFLOW = "R-59";
    private static final String TYPE = "R-56";

    private final Base base;
    private final Variants trials;

    private ArmVariants(Base base) {
        this.base = base;
        this.trials = new Variants(base);
    }

    static List<Trial> of(Base base) {
        ArmVariants variants = new ArmVariants(base);
        variants.sections();
        variants.types();
        variants.values();
        return variants.trials.list();
    }

    private void add(String name, String row, EditedModule module) {
        trials.add(Trial.of(name, row, module));
    }

    private EditedModule module() {
        return base.module();
    }

    private void sections() {
        for (String each : new String[] {".plt", ".init.plt", ".text.ftrace_trampoline"}) {
            String row = each.startsWith(".text") ? "R-63" : "R-38";
            add("without" + each, row, module().renamed(each, ".other"));
            add("write" + each, "loads", module().field(each, Field.FLAGS, 7));
            add("type-null" + each, "loads", module().field(each, Field.TYPE, 0));
            add("size-0" + each, "loads", module().field(each, Field.SIZE, 0));
        }
        add(
                "without-plt-and-blacklist-name",
                "R-38",
                module().renamed(".plt", ".other").modinfoWithout("name"));
    }

    private void types() {
        add("rel", "R-55", module().field(".rela.text", Field.TYPE, 9));
        for (int type : new int[] {1, 2, 255, 310, 512, 1024, 0x1234}) {
            add("type-" + type, TYPE, module().relocationType(TEXT, 0, type));
        }
        for (int type : new int[] {0, 256}) {
            add("type-none-" + type, "loads", module().relocationType(TEXT, 0, type));
        }
        add("type-negative", TYPE, module().relocationType(TEXT, 0, -1));
        EditedModule module = module();
        add("target-not-zero", "loads", module.put8(module.at(DATA), 1));
    }

    private void values() {
        int abs32 = 258;
        int abs16 = 259;
        int prel32 = 261;
        int prel16 = 262;
        add("abs32", OVERFLOW, module().relocationType(DATA, 0, abs32));
        add("abs16", OVERFLOW, module().relocationType(DATA, 0, abs16));
        add("prel32", "loads", module().relocationType(DATA, 0, prel32));
        add("prel32-far", OVERFLOW, module().relocationType(DATA, 0, prel32).addend(DATA, 0, 1L << 40));
        add("prel16-far", OVERFLOW, module().relocationType(DATA, 0, prel16).addend(DATA, 0, 1L << 20));
        add("adrp-far", OVERFLOW, module().addend(TEXT, 0, 1L << 40));
        add("adr-far", OVERFLOW, module().relocationType(TEXT, 0, 274).addend(TEXT, 0, 1L << 30));
        add("call-in-text-far", OVERFLOW, module().relocationType(TEXT, 0, 283).addend(TEXT, 0, 1L << 30));
        add("branch-tst-far", OVERFLOW, module().relocationType(TEXT, 0, 279).addend(TEXT, 0, 1L << 20));
        add(
                "branch-condition-far",
                OVERFLOW,
                module().relocationType(TEXT, 0, 280).addend(TEXT, 0, 1L << 30));
        add("movw-g0", OVERFLOW, module().relocationType(TEXT, 0, 263));
        add("movw-g0-nc", "loads", module().relocationType(TEXT, 0, 264));
        add("overflow-and-symbol", "R-47", module().addend(TEXT, 0, 1L << 40).symbolRenamed("unregister_nls", "gone"));
    }
}
