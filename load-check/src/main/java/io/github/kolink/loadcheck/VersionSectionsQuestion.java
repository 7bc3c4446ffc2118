// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModVersions;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Is the extended encoding of CRCs whole ({@code elf_validity_cache_index_versions}, kernel/module/main.c 7.3)? The last of
 * the checks of the file; both lines lack the line feed in the kernel, too.
 */
record VersionSectionsQuestion(KernelFacts facts) {
    void ask(KernelModule module, Findings findings) {
        if (!facts.has(KernelFact.EXTENDED_MODVERSIONS)) {
            return;
        }
        Optional<SectionHeader> crcs = module.allocated(ModVersions.EXTENDED_CRCS);
        Optional<SectionHeader> names = module.allocated(ModVersions.EXTENDED_NAMES);
        if (crcs.isPresent() != names.isPresent()) {
            findings.add(
                    refusal(module, "only one of " + ModVersions.EXTENDED_CRCS + " and " + ModVersions.EXTENDED_NAMES)
                            .kernelSays("extended version crc+name presence does not match"));
        } else if (crcs.isPresent()
                && crcs.get().size() / Integer.BYTES > strings(module.file().contents(names.orElseThrow()))) {
            findings.add(
                    refusal(module, ModVersions.EXTENDED_CRCS + " has more entries than " + ModVersions.EXTENDED_NAMES)
                            .kernelSays("more extended version crcs than names"));
        }
    }

    private static Finding refusal(KernelModule module, String detail) {
        return Finding.of(FindingCode.VERSION_SECTIONS, module.file().name(), detail);
    }

    private static long strings(ByteBuffer names) {
        long count = 0;
        for (int at = 0; at < names.limit(); at++) {
            count += names.get(at) == 0 ? 1 : 0;
        }
        return count;
    }
}
