// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import io.github.kolink.capture.PlannedModule;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finalise.Stage;
import io.github.kolink.finding.Findings;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.resolve.ModuleExports;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A folder with the files of a machine on which {@link PatchedModule} runs as kolink links it, to be altered by tests. */
public final class SyntheticMachine {
    /** Where the kernel's type information says that {@code struct module} has the base of per-CPU data. */
    static final int PERCPU_MEMBER = 16;

    static final long PERCPU = 0x35000;
    private static final int MEMORY_IN_FILE = 4096;

    private final Path root;
    private final Path tree;
    private final LinkedImage image;
    private final long base;

    /** A machine in an empty folder. */
    public SyntheticMachine(Path room) throws IOException {
        this.root = room.resolve("machine");
        this.tree = Files.createDirectories(room.resolve("modules"));
        byte[] file = PatchedModule.bytes();
        Files.write(tree.resolve("probe.ko"), file);
        KernelModule module = KernelModule.of(ModuleFile.of("probe.ko", file).elf());
        ModuleLinker linker = ModuleLinker.of(module.file().machine(), TestKernel.kallsyms(PatchedModule.SYMBOLS));
        this.image = linker.link(
                        module,
                        TestKernel.addresses(linker.architecture()),
                        new ModuleExports(),
                        Optional.empty(),
                        Stage.FINAL)
                .image()
                .orElseThrow();
        this.base = image.address(section(".text").index()) & -4096;
        write("proc/kallsyms", String.join("\n", PatchedModule.SYMBOLS) + "\nffffffffc0000000 t code\t[probe]\n");
        write(
                "proc/modules",
                "probe 16384 0 - Live 0xffffffffc0000000\nleaving 4096 0 - Unloading 0xffffffffc1000000\n");
        write("proc/version", "Linux version 6.1.0-test\n");
        write("proc/cmdline", "quiet nokaslr\n");
        write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Test CPU\nprocessor\t: 1\nmodel name\t: Test CPU\n");
        write("proc/sys/kernel/osrelease", "6.1.0-test\n");
        write("proc/sys/kernel/arch", "x86_64\n");
        ModuleLayout layout = linker.layOut(module, new Findings()).orElseThrow();
        write("sys/module/probe/coresize", layout.coreSize() + "\n");
        for (SectionHeader section : image.sections()) {
            if (image.isLoaded(section.index()) && section.size() != 0) {
                write(
                        "sys/module/probe/sections/" + section.name(),
                        String.format("0x%016x%n", image.address(section.index())));
            }
        }
        writeMemory(layout);
        Path types = Files.createDirectories(root.resolve("sys/kernel/btf")).resolve("vmlinux");
        Files.write(types, TypeInformationBytes.ofStruct("module", "percpu", PERCPU_MEMBER));
    }

    private SectionHeader section(String name) {
        return image.sections().stream()
                .filter(section -> section.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A core file with one segment for the module; what is freed after init reads as zero. */
    private void writeMemory(ModuleLayout layout) throws IOException {
        long size = 0x10_0000;
        ByteBuffer core = ByteBuffer.allocate(MEMORY_IN_FILE + (int) size).order(ByteOrder.LITTLE_ENDIAN);
        core.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        core.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 2);
        core.putInt(64, 4); // PT_NOTE
        core.putInt(120, 1).putLong(128, MEMORY_IN_FILE).putLong(136, base).putLong(160, size);
        for (SectionHeader section : image.sections()) {
            if (layout.placement(section.index())
                    .filter(place -> !place.region().isInit())
                    .isPresent()) {
                core.put(offset(section), image.bytes(section.index()));
            }
        }
        core.putLong(offset(section(KernelModule.THIS_MODULE)) + PERCPU_MEMBER, PERCPU);
        Files.write(root.resolve("proc/kcore"), core.array());
    }

    private int offset(SectionHeader section) {
        return MEMORY_IN_FILE + (int) (image.address(section.index()) - base);
    }

    /** Changes a byte of a section in memory. */
    public void plant(String section, int offset) throws IOException {
        byte[] core = Files.readAllBytes(root.resolve("proc/kcore"));
        core[offset(section(section)) + offset] ^= 0x55;
        Files.write(root.resolve("proc/kcore"), core);
    }

    /** Writes one of the machine's files. */
    public void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    /** What stands for {@code /}. */
    public Path root() {
        return root;
    }

    /** Where the module's file is. */
    public Path tree() {
        return tree;
    }

    PlannedModule module() {
        return new PlannedModule("probe", tree.resolve("probe.ko"), "probe.ko", 4096, List.of());
    }
}
