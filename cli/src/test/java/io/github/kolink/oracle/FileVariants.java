// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import io.github.kolink.oracle.EditedModule.Field;
import java.util.List;
import java.util.function.Supplier;

/** Damage to the file as ELF: headers, section headers, truncation. */
final class FileVariants {
    private static final String TRUNCATED = "R-20";

    private final Base base;
    private final Variants trials;

    private FileVariants(Base base) {
        this.base = base;
        this.trials = new Variants(base);
    }

    static List<Trial> of(Base base) {
        FileVariants variants = new FileVariants(base);
        variants.header();
        variants.truncations();
        variants.sectionHeaders();
        variants.sections();
        return variants.trials.list();
    }

    private void add(String name, String row, Supplier<EditedModule> module) {
        trials.add(name, row, module);
    }

    private EditedModule module() {
        return base.module();
    }

    private void header() {
        add("magic", "R-16", () -> module().put8(1, 'X'));
        add("magic-first-byte", "R-16", () -> module().put8(0, 0));
        add("class-32", "loads", () -> module().put8(4, 1));
        add("data-big-endian", "loads", () -> module().put8(5, 2));
        add("ident-version", "loads", () -> module().put8(6, 9));
        add("type-exec", "R-17", () -> module().put16(EditedModule.E_TYPE, 2));
        add("type-core", "R-17", () -> module().put16(EditedModule.E_TYPE, 0xfe00));
        add("machine-386", "R-18", () -> module().put16(EditedModule.E_MACHINE, 3));
        add("version-0", "loads", () -> module().put32(EditedModule.E_VERSION, 0));
        add("flags", "loads", () -> module().put32(EditedModule.E_FLAGS, -1));
        add("shentsize-40", "R-19", () -> module().put16(EditedModule.E_SHENTSIZE, 40));
        add("shoff-beyond", TRUNCATED, () -> module().put64(EditedModule.E_SHOFF, module().length()));
        add("shoff-end", TRUNCATED, () -> module().put64(EditedModule.E_SHOFF, module().length() - 1));
        add("shoff-negative", TRUNCATED, () -> module().put64(EditedModule.E_SHOFF, -64));
        add("shoff-0", "R-25", () -> module().put64(EditedModule.E_SHOFF, 0));
        add("shnum-many", TRUNCATED, () -> module().put16(EditedModule.E_SHNUM, 0xfeff));
        add("shnum-0", "R-21", () -> module().put16(EditedModule.E_SHNUM, 0));
        add("shstrndx-0", "R-21", () -> module().put16(EditedModule.E_SHSTRNDX, 0));
        add("shstrndx-beyond", "R-21", () -> module().put16(EditedModule.E_SHSTRNDX, module().sections()));
        add("shstrndx-xindex", "R-21", () -> module().put16(EditedModule.E_SHSTRNDX, 0xffff));
    }

    private void truncations() {
        add("empty", "R-03", () -> module().truncated(0));
        add("one-byte", "R-15", () -> module().truncated(1));
        add("63-bytes", "R-15", () -> module().truncated(63));
        add("header-only", TRUNCATED, () -> module().truncated(64));
        add("half", TRUNCATED, () -> module().truncated(module().length() / 2));
        add("headers-less-1", TRUNCATED, () -> module().truncated(module().length() - 1));
        EditedModule long1 = module();
        add("more-behind", "loads", () -> long1.appended(new byte[100]));
        add(
                "random-text",
                "R-16",
                () -> EditedModule.of("#!/bin/sh\necho this is no module, but long enough for a header; it is not.\n"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    private void sectionHeaders() {
        int names = module().view().getShort(EditedModule.E_SHSTRNDX);
        int symtab = module().symtab();
        int length = module().length();
        add("shstrtab-outside", "R-22", () -> module().field(names, Field.OFFSET, length));
        add("shstrtab-empty", "R-23", () -> module().field(names, Field.SIZE, 0));
        add("shstrtab-no-nul", "R-24", () -> module().field(names, Field.SIZE, module().field(names, Field.SIZE) - 1));
        add("shstrtab-type", "loads", () -> module().field(names, Field.TYPE, 1));
        add("section-0-type", "R-25", () -> module().field(0, Field.TYPE, 1));
        add("section-0-size", "R-25", () -> module().field(0, Field.SIZE, 1));
        add("section-0-address", "R-25", () -> module().field(0, Field.ADDR, 4096));
        add("section-0-offset", "loads", () -> module().field(0, Field.OFFSET, 4096));
        add("symtab-link-0", "R-26", () -> module().field(symtab, Field.LINK, 0));
        add("symtab-link-beyond", "R-26", () -> module().field(symtab, Field.LINK, module().sections()));
        add("section-outside", "R-27", () -> module().field(".text", Field.OFFSET, length));
        add("section-size-overflow", "R-27", () -> module().field(".text", Field.SIZE, -1));
        add("unallocated-outside", "R-27", () -> module().field(".comment", Field.OFFSET, 1L << 40));
        add(
                "section-outside-and-name",
                "R-27",
                () -> module().field(".data", Field.OFFSET, length).field(".text", Field.NAME, 1 << 20));
        add("section-name-outside", "R-28", () -> module().field(".text", Field.NAME, 1 << 20));
        add(
                "section-name-at-end",
                "R-28",
                () -> module().field(".text", Field.NAME, module().field(names, Field.SIZE)));
        add("section-type-null", "loads", () -> module().field(".comment", Field.TYPE, 0));
        add("section-type-unknown", "loads", () -> module().field(".comment", Field.TYPE, 0x12345678));
        add("section-address", "loads", () -> module().field(".rodata", Field.ADDR, 0x1000));
        add("bss-outside", "loads", () -> module().field(".bss", Field.OFFSET, 1L << 40));
        add("entsize", "loads", () -> module().field(".text", Field.ENTSIZE, 7));
    }

    private void sections() {
        String thisModule = EditedModule.THIS_MODULE;
        add("stripped", "R-29", () -> module().field(module().symtab(), Field.TYPE, 1));
        add("stripped-unnamed", "R-29", () -> unnamed().field(module().symtab(), Field.TYPE, 1));
        add("no-this-module", "R-30", () -> module().renamed(thisModule, ".gnu.linkonce.other"));
        add("this-module-not-allocated", "R-30", () -> module().field(thisModule, Field.FLAGS, 1));
        add("two-symtabs", "loads", () -> twoSymtabs());
        add("write-exec-data", "R-39", () -> module().field(".data", Field.FLAGS, 7));
        add("write-exec-text", "R-39", () -> module().field(".text", Field.FLAGS, 7));
        add("write-exec-unallocated", "R-39", () -> module().field(".comment", Field.FLAGS, 5));
        add("too-large", "R-40", () -> module().field(".bss", Field.SIZE, 0x7000_0000L));
        add("percpu-too-large", "R-42", () -> percpu(1 << 20, 64));
        add("percpu", "loads", () -> percpu(64, 64));
        add("percpu-alignment", "loads", () -> percpu(64, 8192));
        add("ctors-and-init-array", "R-43", () -> ctors());
        add("duplicate-section", "loads", () -> module().renamed(".exit.data", ".data"));
        add("duplicate-empty-section", "loads", () -> module().renamed(".bss", ".data"));
        add("btf-damaged", "R-69", () -> module().flip(module().at(".BTF") + 30));
        add("btf-no-magic", "R-69", () -> module().put16(module().at(".BTF"), 0));
        add("btf-empty", "loads", () -> module().field(".BTF", Field.SIZE, 0));
        add("btf-absent", "loads", () -> module().renamed(".BTF", ".BTX"));
    }

    private EditedModule unnamed() {
        return module().modinfoWithout("name");
    }

    private EditedModule twoSymtabs() {
        EditedModule module = module();
        int strings = (int) module.field(module.symtab(), Field.LINK);
        int added = module.addSection(".symtab2", 2, 0, 8, new byte[24]);
        return module.field(added, Field.LINK, strings);
    }

    private EditedModule percpu(int size, long alignment) {
        EditedModule module = module();
        module.addSection(".data..percpu", 1, 3, alignment, new byte[size]);
        return module;
    }

    private EditedModule ctors() {
        EditedModule module = module();
        module.addSection(".ctors", 1, 3, 8, new byte[0]);
        module.addSection(".init_array", 14, 3, 8, new byte[0]);
        return module;
    }
}
