// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import io.github.kolink.oracle.EditedModule.Field;
import java.util.List;
import java.util.function.Supplier;

/** What kernels behind 6.1 refuse in other words, or refuse at all. */
final class NewerVariants {
    private static final String NEWER = "newer";
    private static final String THIS = EditedModule.THIS_MODULE;

    private final Base base;
    private final Variants trials;

    private NewerVariants(Base base) {
        this.base = base;
        this.trials = new Variants(base);
    }

    static List<Trial> of(Base base) {
        NewerVariants variants = new NewerVariants(base);
        variants.thisModule();
        variants.strings();
        variants.versions();
        return variants.trials.list();
    }

    private void add(String name, Supplier<EditedModule> module) {
        trials.add(name, NEWER, module);
    }

    private EditedModule module() {
        return base.module();
    }

    private void thisModule() {
        long size = module().field(THIS, Field.SIZE);
        add(
                "this-module-larger",
                () -> module().contents(THIS, EditedModule.join(module().contents(THIS), new byte[64])));
        add("this-module-smaller", () -> module().field(THIS, Field.SIZE, size - 64));
        add("this-module-empty", () -> module().field(THIS, Field.SIZE, 0));
        add("this-module-nobits", () -> module().field(THIS, Field.TYPE, 8));
        add("this-module-unallocated", () -> module().field(THIS, Field.FLAGS, 1));
        add("this-module-twice", () -> doubled(THIS));
        add("modinfo-twice", () -> doubled(".modinfo"));
        add("symtab-twice", () -> doubled(".symtab"));
        add("versions-twice", () -> doubled("__versions"));
        add("relocated-field-not-zero", () -> {
            EditedModule drift = base.original().unsigned();
            return drift.put64(drift.at(THIS) + (int) drift.view().getLong(drift.at(".rela" + THIS)), -1);
        });
    }

    /** With a second section of the same name, type and contents. */
    private EditedModule doubled(String section) {
        EditedModule module = module();
        int old = module.section(section);
        int added = module.addSection(
                section,
                (int) module.field(old, Field.TYPE),
                module.field(old, Field.FLAGS),
                8,
                module.contents(section));
        return module.field(added, Field.LINK, module.field(old, Field.LINK));
    }

    private void strings() {
        int names = module().view().getShort(EditedModule.E_SHSTRNDX);
        int strtab = (int) module().field(module().symtab(), Field.LINK);
        add("shstrtab-progbits", () -> module().field(names, Field.TYPE, 1));
        add("strtab-progbits", () -> module().field(strtab, Field.TYPE, 1));
        add("strtab-empty", () -> module().field(strtab, Field.SIZE, 0));
        add("strtab-leading", () -> module().put8((int) module().field(strtab, Field.OFFSET), 'x'));
        add("strtab-last", () -> module().field(strtab, Field.SIZE, module().field(strtab, Field.SIZE) - 1));
        add("symbol-name-outside", () -> module().put32(module().symbolAt(3), 0x10_0000));
        add("unallocated-name-outside", () -> module().field(".comment", Field.NAME, 0x10_0000));
        add(
                "section-outside-and-names-outside",
                () -> module().field(".comment", Field.OFFSET, 1L << 40).field(names, Field.OFFSET, 1L << 40));
        add("symtab-entry-partial", () -> module().field(module().symtab(), Field.SIZE, 24 * 5 + 3));
    }

    private void versions() {
        add("extended-crcs-alone", () -> with("__version_ext_crcs", new byte[8]));
        add("extended-names-alone", () -> with("__version_ext_names", new byte[] {'a', 0}));
        add("extended-more-crcs", () -> {
            EditedModule module = with("__version_ext_crcs", new byte[8]);
            module.addSection("__version_ext_names", 1, 2, 1, new byte[] {'a', 0});
            return module;
        });
        add("extended-more-names", () -> {
            EditedModule module = with("__version_ext_crcs", new byte[4]);
            module.addSection("__version_ext_names", 1, 2, 1, new byte[] {'a', 0, 'b', 0});
            return module;
        });
        add("namespace-of-modules", () -> module().modinfoWith("import_ns=module:kvm"));
        add("obsolete-gpl-table", () -> with("__ksymtab_gpl", new byte[0]));
        add("taken-name-early", () -> module().field(".data", Field.FLAGS, 7));
    }

    private EditedModule with(String section, byte[] contents) {
        EditedModule module = module();
        module.addSection(section, 1, 2, 4, contents);
        return module;
    }
}
