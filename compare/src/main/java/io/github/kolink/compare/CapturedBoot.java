// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import io.github.kolink.capture.Capture;
import io.github.kolink.capture.CapturedKernel;
import io.github.kolink.capture.CapturedModule;
import io.github.kolink.capture.CapturedSection;
import io.github.kolink.finalise.CodeAddresses;
import io.github.kolink.finding.Findings;
import io.github.kolink.finding.LinkException;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.module.KernelModule;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kernel of one boot of a capture: its symbols, and the exports of all modules at their addresses.
 *
 * @param linker for it
 * @param code what is known about its own
 * @param exports of its modules
 * @param borrowed symbols whose values only the capture tells, by name
 * @param problems why modules cannot be compared, by module name
 */
record CapturedBoot(
        ModuleLinker linker,
        CodeAddresses code,
        ModuleExports exports,
        Map<String, Long> borrowed,
        Map<String, String> problems) {

    static CapturedBoot open(
            Capture capture, int boot, ModuleFiles files, PercpuBases percpu, Comparison.Progress progress)
            throws IOException {
        KernelSnapshot snapshot = CapturedKernel.symbols(capture, boot);
        ModuleLinker linker = CapturedKernel.linker(capture, snapshot, snapshot);
        ModuleExports exports = new ModuleExports();
        Map<String, String> problems = new HashMap<>();
        BorrowedSymbols borrowed = new BorrowedSymbols();
        KernelCode.Builder code = new KernelCode.Builder();
        Optional<Path> loaded = capture.kallsymsLoaded().filter(list -> boot == 0);
        if (loaded.isPresent()) {
            code.add(KernelSnapshot.open(loaded.get()).symbols());
        }
        List<CapturedModule> modules = new ArrayList<>(capture.modules());
        modules.sort(Comparator.comparingInt(module -> module.facts().order()));
        for (int i = 0; i < modules.size(); i++) {
            CapturedModule captured = modules.get(i);
            progress.at(i, 2 * modules.size());
            Optional<List<CapturedSection>> sections = capture.sections(captured.name(), boot);
            if (sections.isEmpty() || sections.get().isEmpty()) {
                continue; // not loaded in this boot, or refused
            }
            try {
                KernelModule module = files.read(captured);
                CapturedAddresses where = CapturedAddresses.of(captured, module, sections.get(), percpu);
                code.add(module, where);
                linker.layOut(module, new Findings())
                        .ifPresent(layout -> exports.add(module, layout, where.reserve(layout)));
                if (captured.boot() == boot) {
                    borrowed.collect(captured, module);
                }
            } catch (IOException | LinkException e) {
                problems.put(captured.name(), String.valueOf(e.getMessage()));
            }
        }
        Map<String, Long> missing = borrowed.missingIn(snapshot, exports);
        return new CapturedBoot(
                missing.isEmpty()
                        ? linker
                        : CapturedKernel.linker(capture, snapshot, with(capture.kallsyms(boot), missing, snapshot)),
                code.of(snapshot.symbols()),
                exports,
                missing,
                problems);
    }

    /** The kernel's symbols with those only the capture tells; the same list of exports, if there is one. */
    private static KernelSnapshot with(Path kallsyms, Map<String, Long> missing, KernelSnapshot known)
            throws IOException {
        StringBuilder text = new StringBuilder(
                new String(Files.readAllBytes(kallsyms), StandardCharsets.ISO_8859_1).stripTrailing());
        missing.forEach((name, value) -> {
            String address = String.format("%016x", value);
            text.append('\n').append(address).append(" D ").append(name);
            if (known.knowsExports()) {
                text.append('\n').append(address).append(" r __ksymtab_").append(name);
            }
        });
        text.append('\n');
        return KernelSnapshot.of(
                ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1)), kallsyms.toString());
    }
}
