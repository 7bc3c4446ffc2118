// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import io.github.kolink.oracle.OracleKernel.Row;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The module that variants are made of: small, in the kernel's own tree, with a signature.
 *
 * @param kernel that it is for
 * @param signed as it lies in the tree
 * @param exports of the kernel and its modules
 * @param lacking variants that cannot be made of it, and what it lacks for them; grows as variants are made
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Base(OracleKernel kernel, byte[] signed, Map<String, Row> exports, SortedMap<String, String> lacking) {
    static final String NAME = "nls_cp437";

    static Base of(OracleKernel kernel) throws IOException {
        return new Base(kernel, kernel.module(NAME).bytes(), kernel.exports(), new TreeMap<>());
    }

    EditedModule original() {
        return EditedModule.of(signed);
    }

    /** Unsigned, and nothing of it is run. */
    EditedModule module() {
        return original().unsigned().neutral();
    }

    /** Another module of the tree, likewise. */
    EditedModule module(String name) throws IOException {
        return kernel.module(name).unsigned().neutral();
    }

    boolean isArm() {
        return kernel.name().startsWith("arm64");
    }

    /** The first, by name, of the kernel's own exports that are so. */
    Row export(Predicate<Row> kind) {
        Optional<Row> found = exports.values().stream()
                .filter(row -> row.provider().equals("vmlinux") && kind.test(row))
                .min(Comparator.comparing(Row::symbol));
        return found.orElseThrow();
    }

    Row gplOnly() {
        return export(row -> row.kind().equals("EXPORT_SYMBOL_GPL")
                && row.namespace().isEmpty()
                && row.symbol().startsWith("class_"));
    }

    Row inNamespace() {
        return export(row ->
                row.kind().equals("EXPORT_SYMBOL_GPL") && !row.namespace().isEmpty());
    }

    /** An undefined symbol with its CRC. */
    EditedModule importing(EditedModule module, Row row) {
        module.addSymbol(row.symbol(), GLOBAL, 0, 0);
        return module.has("__versions") ? module.versionAdded(row.symbol(), row.crc()) : module;
    }

    static final int GLOBAL = 0x10;
    static final int WEAK = 0x20;
}
