// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SectionTable;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.symbols.ReferenceModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A kernel module: a view over its ELF file. Immutable; what it exports and its CRCs are read when they are first asked
 * for. */
public final class KernelModule {
    /** The section that becomes {@code struct module}. */
    public static final String THIS_MODULE = ".gnu.linkonce.this_module";

    private static final String MODINFO = ".modinfo";

    private final ElfFile file;
    private final boolean gplTables;
    private final Optional<String> structName;
    private final SymbolTable symbols;
    private final ModuleInfo info;
    private final List<SectionHeader> relocationSections;

    // Whoever comes second makes the same.
    private @Nullable List<ModuleExport> exports;
    private @Nullable ModVersions versions;
    private @Nullable ModVersions basicVersions;

    private KernelModule(ElfFile file, Optional<SectionHeader> modinfo, boolean gplTables) {
        this.file = file;
        this.gplTables = gplTables;
        this.symbols = file.symbols();
        this.info = modinfo.isPresent() ? ModuleInfo.read(file.contents(modinfo.get())) : ModuleInfo.none();
        Optional<SectionHeader> thisModule = allocated(file, THIS_MODULE);
        this.structName = thisModule.isPresent() ? StructModuleName.read(file, thisModule.get()) : Optional.empty();
        this.relocationSections = relocationSections(file.sections());
    }

    private static List<SectionHeader> relocationSections(SectionTable sections) {
        List<SectionHeader> relocations = new ArrayList<>();
        for (int index = 0; index < sections.size(); index++) {
            SectionHeader section = sections.get(index);
            if (section.type() == ElfConstants.SHT_RELA || section.type() == ElfConstants.SHT_REL) {
                relocations.add(section);
            }
        }
        return List.copyOf(relocations);
    }

    /**
     * Views a file as a module. What is missing is found by the checks of a link, not here.
     *
     * @param file any ELF file
     * @return the module
     */
    public static KernelModule of(ElfFile file) {
        return new KernelModule(file, allocated(file, MODINFO), true);
    }

    /**
     * Views a file as one kernel does: up to 6.3 {@code .modinfo} must have {@code SHF_ALLOC} to be found, later it need not
     * ({@code setup_load_info}, kernel/module/main.c 6.1; {@code elf_validity_cache_copy} 6.4); from 7.3 on tables of GPL-only exports
     * are not read.
     *
     * @param file any ELF file
     * @param facts the kernel
     * @return the module
     */
    public static KernelModule of(ElfFile file, KernelFacts facts) {
        Optional<SectionHeader> modinfo = facts.has(KernelFact.STRUCT_MODULE_CHECKED)
                ? file.section(MODINFO).filter(section -> !section.isEmptyInFile())
                : allocated(file, MODINFO);
        return new KernelModule(file, modinfo, !facts.has(KernelFact.EXPORT_FLAGS));
    }

    static Optional<SectionHeader> allocated(ElfFile file, String sectionName) {
        return file.sections().find(sectionName, ElfConstants.SHF_ALLOC);
    }

    /**
     * The name of a module of which only the file's name is known.
     *
     * @param path of the file
     * @return its base name with hyphens as underscores
     */
    public static String baseName(String path) {
        String base = path.substring(path.lastIndexOf('/') + 1);
        int dot = base.indexOf(".ko");
        String stem =
                dot > 0 ? base.substring(0, dot) : base.endsWith(".o") ? base.substring(0, base.length() - 2) : base;
        return stem.replace('-', '_');
    }

    /**
     * The file.
     *
     * @return as it was read
     */
    public ElfFile file() {
        return file;
    }

    /**
     * The name the kernel knows the module by, and most of its messages begin with.
     *
     * @return the name in {@code struct module}; where that has none, {@link #infoName}; where {@code .modinfo} has none
     *     either, the file's base name with hyphens as underscores
     */
    public String name() {
        if (structName.isPresent() && !structName.get().isEmpty()) {
            return structName.get();
        }
        Optional<String> inInfo = info.first("name");
        return inInfo.isPresent() ? inInfo.get() : baseName(file.name());
    }

    /**
     * The name with which the kernel speaks of blacklist, versions and vermagic ({@code info->name}, kernel/module/main.c
     * 6.1). It differs from {@link #name} only in damaged files.
     *
     * @return {@code name=} of {@code .modinfo}; without one the name in {@code struct module}
     */
    public String infoName() {
        Optional<String> inInfo = info.first("name");
        return inInfo.isPresent() ? inInfo.get() : name();
    }

    /**
     * The name in {@code struct module}.
     *
     * @return empty if there is no such section with contents, or it is too short for a name; the name itself may be the
     *     empty string
     */
    public Optional<String> structName() {
        return structName;
    }

    /**
     * The symbol table.
     *
     * @return without symbols if the module is stripped
     */
    public SymbolTable symbols() {
        return symbols;
    }

    /**
     * What {@code .modinfo} says.
     *
     * @return without entries if the section is missing
     */
    public ModuleInfo info() {
        return info;
    }

    /**
     * The CRCs the module was built with.
     *
     * @return empty if it was built without modversions
     */
    public ModVersions versions() {
        ModVersions read = versions;
        if (read == null) {
            read = ModVersions.read(file);
            versions = read;
        }
        return read;
    }

    /**
     * The CRCs a kernel finds that does not know the extended encoding.
     *
     * @return those of {@code __versions}; the same as {@link #versions} unless the module has both encodings
     */
    public ModVersions basicVersions() {
        ModVersions read = basicVersions;
        if (read == null) {
            read = ModVersions.readBasic(file);
            basicVersions = read;
        }
        return read;
    }

    /**
     * The first allocated section of a name, which is the one the kernel finds ({@code find_sec}, kernel/module/main.c
     * 6.1).
     *
     * @param sectionName the name
     * @return empty if no section of the name has {@code SHF_ALLOC}
     */
    public Optional<SectionHeader> allocated(String sectionName) {
        return allocated(file, sectionName);
    }

    /**
     * What the module exports.
     *
     * @return in the order of its tables
     */
    public List<ModuleExport> exports() {
        List<ModuleExport> read = exports;
        if (read == null) {
            read = ExportReader.read(this, gplTables);
            exports = read;
        }
        return read;
    }

    /**
     * What the module needs from elsewhere.
     *
     * @return undefined symbols in the order of the symbol table; those without a readable name are left out
     */
    public List<ModuleImport> imports() {
        List<ModuleImport> imports = new ArrayList<>();
        for (int symbol = 1; symbol < symbols.count(); symbol++) {
            if (symbols.rawSectionIndex(symbol) == ElfConstants.SHN_UNDEF) {
                int index = symbol;
                boolean weak = symbols.binding(symbol) == ElfConstants.STB_WEAK;
                symbols.name(symbol)
                        .filter(text -> !text.isEmpty())
                        .ifPresent(text -> imports.add(new ModuleImport(index, text, weak)));
            }
        }
        return imports;
    }

    /**
     * The relocation sections.
     *
     * @return sections of type {@code SHT_REL} and {@code SHT_RELA} in the order of the file, whatever they apply to
     */
    public List<SectionHeader> relocationSections() {
        return relocationSections;
    }

    /**
     * What this module tells about the kernel it was built for.
     *
     * @return empty without {@code struct module}
     */
    public Optional<ReferenceModule> reference() {
        return ReferenceReader.read(this);
    }

    /**
     * Whether this is a livepatch.
     *
     * @return true if {@code .modinfo} has {@code livepatch=}
     */
    public boolean isLivepatch() {
        return info.first("livepatch").isPresent();
    }
}
