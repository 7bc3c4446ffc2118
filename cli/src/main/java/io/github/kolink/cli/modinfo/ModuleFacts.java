// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modinfo;

import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.module.AppendedSignature;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModVersions;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.ModuleImport;
import io.github.kolink.module.ModuleInfo;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.relocate.RelocationCatalogue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a module file tells, each fact computed once. */
final class ModuleFacts {
    private final ModuleFile file;
    private final KernelModule module;
    private final ModVersions versions;

    ModuleFacts(ModuleFile file) {
        this.file = file;
        this.module = KernelModule.of(file.elf());
        this.versions = module.versions();
    }

    String path() {
        return file.name();
    }

    String name() {
        return module.name();
    }

    Optional<AppendedSignature> signature() {
        return file.signature();
    }

    /** The form of a signature, in modinfo's words. */
    static String kind(AppendedSignature signature) {
        return signature.idType() == 2 ? "PKCS#7" : "type " + signature.idType();
    }

    ModuleInfo info() {
        return module.info();
    }

    List<ModuleExport> exports() {
        return module.exports();
    }

    List<ModuleImport> imports() {
        return module.imports();
    }

    ModVersions versions() {
        return versions;
    }

    String machine() {
        return Architecture.of(module.file().machine())
                .map(Architecture::name)
                .orElse("e_machine " + module.file().machine().machine());
    }

    /** All relocations of the file by type, those of sections that are not loaded among them. */
    Map<String, Long> relocations() {
        Map<Integer, Long> counts = new TreeMap<>();
        for (SectionHeader section : module.relocationSections()) {
            RelocationTable table = module.file().relocations(section);
            for (int entry = 0; entry < table.count(); entry++) {
                counts.merge(table.type(entry), 1L, Long::sum);
            }
        }
        Optional<RelocationCatalogue> types =
                Architecture.of(module.file().machine()).map(Architecture::types);
        Map<String, Long> named = new LinkedHashMap<>();
        counts.forEach((type, count) ->
                named.merge(types.map(known -> known.name(type)).orElse(Integer.toString(type)), count, Long::sum));
        return named;
    }
}
