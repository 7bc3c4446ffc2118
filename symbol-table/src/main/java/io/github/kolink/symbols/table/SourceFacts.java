// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.table;

import io.github.kolink.symbols.structure.StructModule;
import java.util.List;
import java.util.Optional;

/**
 * What one source says besides its symbols. Which kind of source it is, who chose the reader knows.
 *
 * @param release kernel release
 * @param banner "Linux version ..."
 * @param vermagic with its trailing blank
 * @param architecture as {@code uname -m} prints it
 * @param buildId GNU build ID [hex]
 * @param knows which questions the source can answer
 * @param symbols number of symbols read, rows for Module.symvers, options for a config
 * @param exports number of exports read
 * @param crcs number of exports with a CRC
 * @param note what else was measured; may be empty
 * @param certificates X.509 certificates the kernel trusts [DER in base64]; empty if the source does not tell
 * @param structModule the kernel's {@code struct module}; empty if the source does not tell
 */
public record SourceFacts(
        Optional<String> release,
        Optional<String> banner,
        Optional<String> vermagic,
        Optional<String> architecture,
        Optional<String> buildId,
        Knowledge knows,
        int symbols,
        int exports,
        int crcs,
        String note,
        List<String> certificates,
        Optional<StructModule> structModule) {

    /**
     * Makes the facts of a text, which does not say which kernel it is of.
     *
     * @param knows which questions the source can answer
     * @param symbols number of symbols, rows or options read
     * @param exports number of exports read
     * @param crcs number of exports with a CRC
     * @return the facts, without a note
     */
    public static SourceFacts of(Knowledge knows, int symbols, int exports, int crcs) {
        Optional<String> none = Optional.empty();
        return new SourceFacts(
                none, none, none, none, none, knows, symbols, exports, crcs, "", List.of(), Optional.empty());
    }

    /**
     * Adds the architecture.
     *
     * @param told as {@code uname -m} prints it; empty if the source does not tell
     * @return the same facts with it
     */
    public SourceFacts withArchitecture(Optional<String> told) {
        return new SourceFacts(
                release,
                banner,
                vermagic,
                told,
                buildId,
                knows,
                symbols,
                exports,
                crcs,
                note,
                certificates,
                structModule);
    }
}
