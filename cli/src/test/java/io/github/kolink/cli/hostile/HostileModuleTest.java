// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.hostile;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.Verdict;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.link.Mutants;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.TestFiles;
import io.github.kolink.module.TestModule;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.relocate.RelocationType;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Damaged modules, linked by every architecture there is: only findings, never another exception, never a hang. */
class HostileModuleTest {
    private static final Duration HANG = Duration.ofMinutes(5);
    private static final int RANDOM = 2_000;
    private static final int RANDOM_FIXTURE = 300;
    private static final int FIRST_BYTES = 4096;
    private static final KernelFact ERRATUM = KernelFact.cpu("843419");

    private static Stream<DynamicTest> onEach(java.util.function.Consumer<Architecture> test) {
        List<Architecture> all = Architecture.all();
        assertTrue(all.size() >= 3, all.size() + " architectures");
        return all.stream()
                .map(architecture -> dynamicTest(
                        architecture.name(), () -> assertTimeoutPreemptively(HANG, () -> test.accept(architecture))));
    }

    private static Mutants mutants(Architecture architecture) {
        return new Mutants(architecture, TestKernel.kallsyms(TestKernel.SYMBOLS), facts -> facts.with(ERRATUM, true));
    }

    /** A module with each relocation type of an architecture, and the sections its hooks and passes look for. */
    private static byte[] module(Architecture architecture) {
        ElfMachine machine = architecture.machine();
        boolean rela = architecture.takes(ElfConstants.SHT_RELA);
        ElfWriter elf = TestModule.bare(machine)
                .section(".text", ElfConstants.SHT_PROGBITS, TestModule.AX, 16, new byte[1024])
                .section(".init.text", ElfConstants.SHT_PROGBITS, TestModule.AX, 16, new byte[64])
                .section(".data", ElfConstants.SHT_PROGBITS, TestModule.WA, 8, new byte[64])
                .section(".data..percpu", ElfConstants.SHT_PROGBITS, TestModule.WA, 8, new byte[16])
                .section(".plt", ElfConstants.SHT_PROGBITS, TestModule.AX, 1, new byte[1])
                .section(".init.plt", ElfConstants.SHT_PROGBITS, TestModule.AX, 1, new byte[1])
                .section(".text.ftrace_trampoline", ElfConstants.SHT_PROGBITS, TestModule.AX, 1, new byte[1])
                .section(".m68k_fixup", ElfConstants.SHT_PROGBITS, TestModule.A, 4, new byte[32])
                .noBits(".bss", TestModule.WA, 32, 100)
                .symbol("helper", ".text", 16, ElfConstants.STB_LOCAL, ElfConstants.STT_FUNC)
                .symbol("init_module", ".init.text", 0, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC)
                .undefined("do_it")
                .undefined("counter");
        List<Relocation> relocations = new ArrayList<>();
        int at = 0;
        for (RelocationType type : architecture.types().all()) {
            if (type.isApplied() && at < 1008) {
                relocations.add(new Relocation(at, 1 + relocations.size() % 4, type.number(), 0));
                at += 8;
            }
        }
        return elf.relocations(".text", rela, relocations)
                .relocations(".init.text", rela, relocations.subList(0, Math.min(6, relocations.size())))
                .relocations(".m68k_fixup", rela, relocations.subList(0, 1))
                .write();
    }

    @TestFactory
    Stream<DynamicTest> aModuleCutOffAnywhere() {
        return onEach(architecture -> {
            byte[] sound = module(architecture);
            for (int length = 0; length < Math.min(FIRST_BYTES, sound.length); length++) {
                mutants(architecture).link(Arrays.copyOf(sound, length), "cut to " + length);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aModuleWithAnyByteOfItsTablesWrong() {
        return onEach(architecture -> {
            byte[] sound = module(architecture);
            Mutants mutants = mutants(architecture);
            ElfFile file = ElfFile.parse("sound", sound);
            mutants.everyByte(sound, 0, file.machine().headerSize());
            mutants.everyByte(
                    sound,
                    sound.length - file.sections().size() * file.machine().sectionHeaderSize(),
                    sound.length);
            for (SectionHeader section : file.sections()) {
                boolean table = section.type() == ElfConstants.SHT_SYMTAB
                        || section.type() == ElfConstants.SHT_RELA
                        || section.type() == ElfConstants.SHT_REL
                        || section.name().equals(".modinfo")
                        || section.name().equals(".m68k_fixup");
                if (table) {
                    mutants.everyByte(sound, (int) section.offset(), (int) (section.offset() + section.size()));
                }
            }
            assertTrue(mutants.count(Verdict.REFUSED) > 100, mutants.toString());
        });
    }

    @TestFactory
    Stream<DynamicTest> aModuleWithSeveralBytesWrong() {
        return onEach(architecture -> mutants(architecture).random(module(architecture), RANDOM, 411_811L));
    }

    @TestFactory
    Stream<DynamicTest> aModuleWhoseSectionsHaveEachOthersNames() {
        return onEach(architecture -> {
            ElfFile file = ElfFile.parse("sound", module(architecture));
            for (SectionHeader from : file.sections()) {
                for (SectionHeader to : file.sections()) {
                    byte[] mutant = module(architecture);
                    java.nio.ByteBuffer.wrap(mutant)
                            .order(file.machine().order())
                            .putInt(
                                    mutant.length
                                            - (file.sections().size() - from.index())
                                                    * file.machine().sectionHeaderSize(),
                                    to.nameOffset());
                    mutants(architecture).link(mutant, from.name() + " named " + to.name());
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> ourOwnModulesDamaged() {
        return onEach(architecture -> TestFiles.built(architecture.name()).forEach(path -> {
            Mutants mutants = new Mutants(
                    architecture, snapshot(path.resolveSibling("kallsyms")), facts -> facts.with(ERRATUM, true));
            byte[] sound = bytes(path);
            mutants.link(sound, path + " as built");
            mutants.random(sound, RANDOM_FIXTURE, 7);
            for (int length = 0; length < sound.length; length += 61) {
                mutants.link(Arrays.copyOf(sound, length), path + " cut to " + length);
            }
            int headers = ElfFile.parse("sound", sound).machine().headerSize();
            mutants.everyByte(sound, 0, headers);
            assertTrue(mutants.count(Verdict.REFUSED) > 10, mutants.toString());
        }));
    }

    private static byte[] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static KernelSnapshot snapshot(Path path) {
        try {
            return KernelSnapshot.open(path);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
