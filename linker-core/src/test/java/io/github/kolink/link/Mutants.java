// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.LinkException;
import io.github.kolink.finding.Verdict;
import io.github.kolink.image.LinkedElf;
import io.github.kolink.image.LoadMap;
import io.github.kolink.image.RelocationTrace;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.symbols.KernelSnapshot;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Damages modules and does everything with them that kolink can do: read, describe, link, trace, write. Whatever is
 * thrown beside a {@link LinkException} fails the test, with the mutant's recipe.
 */
public final class Mutants {
    private static final int[] VALUES = {0x00, 0x7f, 0x80, 0xff};

    private final Architecture architecture;
    private final List<ModuleLinker> linkers;
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private int turn;

    /** Links against {@link TestKernel#SYMBOLS}. */
    public Mutants(Architecture architecture) {
        this(architecture, TestKernel.kallsyms(TestKernel.SYMBOLS), facts -> facts);
    }

    /** Links against a snapshot, in turn as a kernel of before and after 6.4, with facts changed. */
    public Mutants(Architecture architecture, KernelSnapshot snapshot, UnaryOperator<KernelFacts> change) {
        this.architecture = architecture;
        this.linkers = List.of(
                TestKernel.linker(architecture, snapshot, facts -> change.apply(facts.asRelease("6.1"))),
                TestKernel.linker(architecture, snapshot, facts -> change.apply(facts.asRelease("6.18"))));
    }

    /** How many mutants ended so. */
    public int count(Verdict verdict) {
        return verdicts.getOrDefault(verdict, 0);
    }

    @Override
    public String toString() {
        return verdicts.toString();
    }

    /** Sets each byte of a range to several values and flips each of its bits. Returns how many mutants there were. */
    public int everyByte(byte[] sound, int from, int to) {
        int tried = 0;
        byte[] mutant = sound.clone();
        for (int at = from; at < to; at++) {
            for (int i = 0; i < VALUES.length + 8; i++) {
                mutant[at] = (byte) (i < VALUES.length ? VALUES[i] : sound[at] ^ 1 << i - VALUES.length);
                if (mutant[at] != sound[at]) {
                    link(mutant, "byte " + at + " is " + (mutant[at] & 0xff));
                    tried++;
                }
            }
            mutant[at] = sound[at];
        }
        return tried;
    }

    /** Sets one to eight bytes, single or adjacent, to random or extreme values. */
    public void random(byte[] sound, int count, long seed) {
        for (int i = 0; i < count; i++) {
            Random random = new Random(seed + i);
            byte[] mutant = sound.clone();
            int changes = 1 + random.nextInt(4);
            for (int change = 0; change < changes; change++) {
                int at = random.nextInt(mutant.length);
                int run = random.nextInt(3) == 0 ? 8 : 1;
                for (int j = at; j < Math.min(at + run, mutant.length); j++) {
                    mutant[j] = (byte) (random.nextBoolean() ? random.nextInt() : VALUES[random.nextInt(4)]);
                }
            }
            link(mutant, "seed " + (seed + i));
        }
    }

    /** Links one mutant. */
    public Verdict link(byte[] mutant) {
        return link(mutant, "as given");
    }

    /** Links one mutant that a recipe describes. */
    public Verdict link(byte[] mutant, String recipe) {
        try {
            return link(name -> ElfFile.parse(name, mutant));
        } catch (RuntimeException | Error e) {
            throw new AssertionError(recipe + ", " + mutant.length + " bytes, " + Arrays.hashCode(mutant), e);
        }
    }

    Verdict link(Function<String, ElfFile> reader) {
        Verdict verdict;
        try {
            verdict = link(reader.apply("mutant.ko"));
        } catch (LinkException e) {
            verdict = Verdict.of(e.findings());
        }
        verdicts.merge(verdict, 1, Integer::sum);
        return verdict;
    }

    private Verdict link(ElfFile file) {
        KernelModule module = KernelModule.of(file);
        module.versions();
        module.exports();
        module.imports();
        module.info().parameters();
        module.info().depends();
        ModuleLinker linker = linkers.get(turn++ % linkers.size());
        StringBuilder text = new StringBuilder();
        Optional<RelocationListener> trace =
                turn % 3 == 0 ? Optional.of(new RelocationTrace(module, architecture, text, true)) : Optional.empty();
        SequentialAddresses addresses = TestKernel.addresses(architecture);
        LinkResult result = linker.link(module, addresses, new ModuleExports(), trace);
        result.findings().forEach(Finding::describe);
        result.image().ifPresent(image -> {
            LoadMap.of(image);
            ElfFile.parse("again", LinkedElf.write(image));
        });
        linker.layOut(module, new io.github.kolink.finding.Findings())
                .ifPresent(layout -> new ModuleExports().add(module, layout, addresses.reserve(layout)));
        return result.verdict();
    }
}
