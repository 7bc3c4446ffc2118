// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.running;

import io.github.kolink.capture.CapturedSection;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.Findings;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionPlacement;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.module.KernelModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** A kernel that shows its modules in sysfs and its memory in {@code /proc/kcore}. */
public final class RunningKernel {
    private static final String TYPES = "/sys/kernel/btf/vmlinux";
    /** Sections that lie closer together than this are read in one go [bytes]. */
    private static final long NEAR = 4096;

    private static final int MOST_AT_ONCE = 4 << 20;

    private final KernelFiles files;
    private final ModuleLinker linker;
    private final KernelCore core;
    private final OptionalInt percpuMember;

    /**
     * A running kernel.
     *
     * @param files where it tells about itself
     * @param linker for it; lays modules out, which gives their sections' sizes
     * @throws IOException if its memory cannot be read
     */
    public RunningKernel(KernelFiles files, ModuleLinker linker) throws IOException {
        this.files = files;
        this.linker = linker;
        this.core = KernelCore.open(files);
        this.percpuMember = percpuMember(files, linker.architecture().machine().order());
    }

    /** Where {@code struct module} holds the base of per-CPU data; not every kernel has type information. */
    private static OptionalInt percpuMember(KernelFiles files, ByteOrder order) throws IOException {
        byte[] types;
        try {
            types = files.read(TYPES);
        } catch (IOException e) {
            return OptionalInt.empty();
        }
        return new TypeInformation(types, order).offset("module", "percpu");
    }

    /**
     * Takes a loaded module.
     *
     * @param module its file
     * @return what the kernel shows of it
     * @throws IOException if it is not loaded, the kernel hides it, or it is not the module of that file
     */
    public RunningModule take(KernelModule module) throws IOException {
        Findings findings = new Findings();
        ModuleLayout layout = linker.layOut(module, findings)
                .orElseThrow(() -> new IOException("module " + module.name() + " cannot be laid out: "
                        + findings.list().get(0).describe()));
        List<CapturedSection> sections = sections(module, layout);
        Map<String, byte[]> bytes = bytes(sections, staying(layout));
        return new RunningModule(
                sections, bytes, percpu(module, bytes), Long.parseLong(files.text(folder(module) + "coresize")));
    }

    private static String folder(KernelModule module) {
        return "/sys/module/" + module.name() + "/";
    }

    private List<CapturedSection> sections(KernelModule module, ModuleLayout layout) throws IOException {
        Map<String, SectionHeader> known = new HashMap<>();
        layout.sections().forEach(section -> known.putIfAbsent(section.name(), section));
        Map<Integer, CapturedSection> sections = new TreeMap<>();
        for (Map.Entry<String, byte[]> file :
                files.readAll(folder(module) + "sections").entrySet()) {
            SectionHeader header = known.get(file.getKey());
            if (header == null) {
                throw new IOException("the loaded module " + module.name() + " has a section " + file.getKey()
                        + ", its file has none: not the file it was loaded from");
            }
            sections.put(
                    header.index(),
                    new CapturedSection(
                            -1,
                            address(module, file.getKey(), file.getValue()),
                            header.size(),
                            header.flags(),
                            header.type(),
                            header.alignment(),
                            header.name()));
        }
        return List.copyOf(sections.values());
    }

    private static long address(KernelModule module, String section, byte[] text) throws IOException {
        String word = new String(text, StandardCharsets.US_ASCII).strip();
        long address;
        try {
            address = Long.parseUnsignedLong(word.startsWith("0x") ? word.substring(2) : word, 16);
        } catch (NumberFormatException e) {
            throw new IOException(folder(module) + "sections/" + section + " is '" + word + "', no address", e);
        }
        if (address == 0) {
            throw new IOException(folder(module) + "sections/" + section
                    + " is 0: the kernel hides addresses (kernel.kptr_restrict must be 0 or 1, and you root)");
        }
        return address;
    }

    /** Names of the sections that are still there after init. */
    private static Set<String> staying(ModuleLayout layout) {
        Set<String> names = new HashSet<>();
        for (SectionHeader section : layout.sections()) {
            Optional<RegionKind> region = layout.placement(section.index()).map(SectionPlacement::region);
            if (region.isPresent() && !region.get().isInit() && region.get() != RegionKind.PERCPU) {
                names.add(section.name());
            }
        }
        return names;
    }

    private Map<String, byte[]> bytes(List<CapturedSection> sections, Set<String> staying) throws IOException {
        List<CapturedSection> wanted = new ArrayList<>(sections);
        wanted.removeIf(section -> !staying.contains(section.name()) || section.size() == 0);
        wanted.sort(Comparator.comparing(CapturedSection::address, Long::compareUnsigned));
        Map<String, byte[]> bytes = new TreeMap<>();
        for (int from = 0; from < wanted.size(); ) {
            int to = from + 1;
            long start = wanted.get(from).address();
            while (to < wanted.size() && wanted.get(to).address() - end(wanted.get(to - 1)) < NEAR) {
                to++;
            }
            byte[] block = block(start, end(wanted.get(to - 1)) - start);
            for (CapturedSection section : wanted.subList(from, to)) {
                byte[] own = new byte[Math.toIntExact(section.size())];
                System.arraycopy(block, Math.toIntExact(section.address() - start), own, 0, own.length);
                bytes.put(section.name(), own);
            }
            from = to;
        }
        return bytes;
    }

    private static long end(CapturedSection section) {
        return section.address() + section.size();
    }

    private byte[] block(long address, long length) throws IOException {
        byte[] block = new byte[Math.toIntExact(length)];
        for (int done = 0; done < block.length; ) {
            byte[] part = core.read(address + done, Math.min(block.length - done, MOST_AT_ONCE));
            System.arraycopy(part, 0, block, done, part.length);
            done += part.length;
        }
        return block;
    }

    private OptionalLong percpu(KernelModule module, Map<String, byte[]> bytes) {
        byte[] structure = bytes.getOrDefault(KernelModule.THIS_MODULE, new byte[0]);
        int word = module.file().machine().wordSize();
        if (percpuMember.isEmpty() || percpuMember.getAsInt() + word > structure.length) {
            return OptionalLong.empty();
        }
        ByteBuffer view =
                ByteBuffer.wrap(structure).order(module.file().machine().order());
        long base = word == Long.BYTES
                ? view.getLong(percpuMember.getAsInt())
                : view.getInt(percpuMember.getAsInt()) & 0xffff_ffffL;
        return base == 0 ? OptionalLong.empty() : OptionalLong.of(base);
    }
}
