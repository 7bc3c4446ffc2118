// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.LayoutRules;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a capture says about its kernel, put together for a linker. */
public final class CapturedKernel {
    private CapturedKernel() {}

    /**
     * The kernel's symbols at the addresses of one boot, with its configuration if the capture has that. What its image says
     * is added where the kernel lists no data symbols (CONFIG_KALLSYMS_ALL=n): the image's export table has those that
     * modules may use, and is moved to the boot's addresses.
     *
     * @param capture which
     * @param boot which of its boots
     * @return what the kernel of that boot said itself, and what must be added
     * @throws IOException if a file is missing or damaged
     */
    public static KernelSnapshot symbols(Capture capture, int boot) throws IOException {
        List<KernelSnapshot> parts = new ArrayList<>();
        parts.add(KernelSnapshot.open(capture.kallsyms(boot)));
        Optional<Path> image = capture.image();
        if (image.isPresent() && !parts.get(0).hasDataSymbols()) {
            parts.add(KernelSnapshot.open(image.get()));
        }
        Optional<Path> config = capture.config();
        if (config.isPresent()) {
            parts.add(KernelSnapshot.open(config.get()));
        }
        return parts.size() == 1 ? parts.get(0) : KernelSnapshot.merge(parts);
    }

    /**
     * A linker for the kernel.
     *
     * @param capture which
     * @param kernel what its facts are taken from
     * @param symbols what its modules are resolved with
     * @return a linker with the facts of the kernel's release, configuration and CPU
     * @throws IOException if the architecture is not supported or a file cannot be read
     */
    public static ModuleLinker linker(Capture capture, KernelSnapshot kernel, KernelSnapshot symbols)
            throws IOException {
        Architecture architecture = Architecture.all().stream()
                .filter(each -> each.unameMachine().equals(capture.facts().machine()))
                .findFirst()
                .orElseThrow(() -> new IOException(
                        capture.folder() + ": modules of " + capture.facts().machine() + " are not supported"));
        KernelFacts facts = KernelFacts.of(kernel, architecture.usualFacts())
                .asRelease(capture.facts().release());
        Optional<Path> cpu = capture.cpuInfo();
        String text = cpu.isPresent() ? Files.readString(cpu.get(), StandardCharsets.ISO_8859_1) : "";
        for (KernelFact fact : architecture.cpuFacts(text)) {
            facts = facts.with(fact, true);
        }
        return new ModuleLinker(new KernelTarget(symbols, facts, Map.of()), architecture, LayoutRules.of(facts));
    }
}
