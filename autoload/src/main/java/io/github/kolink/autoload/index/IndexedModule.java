// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.index;

import io.github.kolink.finding.LinkException;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.ModuleImport;
import java.io.IOException;
import java.util.List;

/**
 * What an index tells of a module.
 *
 * @param name the file's, with {@code _}
 * @param path relative to the tree
 * @param exports symbols
 * @param imports symbols, weak ones too, in the order of the symbol table
 * @param aliases as {@code .modinfo} has them
 * @param softDependencies values of {@code softdep=}
 * @param weakDependencies values of {@code weakdep=}
 */
record IndexedModule(
        String name,
        String path,
        List<String> exports,
        List<String> imports,
        List<String> aliases,
        List<String> softDependencies,
        List<String> weakDependencies) {
    static IndexedModule read(TreeSearch.Found found) throws IOException {
        try {
            KernelModule module = KernelModule.of(ModuleFile.read(found.file()).elf());
            return new IndexedModule(
                    found.name(),
                    found.shown(),
                    module.exports().stream().map(ModuleExport::name).toList(),
                    module.imports().stream().map(ModuleImport::name).toList(),
                    module.info().all("alias"),
                    module.info().all("softdep"),
                    module.info().all("weakdep"));
        } catch (LinkException e) {
            throw new IOException(found.file() + ": " + e.getMessage(), e);
        }
    }

    /** A module of which nothing could be read. */
    static IndexedModule unreadable(TreeSearch.Found found) {
        return new IndexedModule(found.name(), found.shown(), List.of(), List.of(), List.of(), List.of(), List.of());
    }
}
