// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A module's BTF ({@code btf_module_notify}, {@code btf_parse_hdr}, {@code btf_parse_str_sec}, kernel/bpf/btf.c 6.1, 6.12,
 * 7.3), as far as it can be told without the kernel's own: its header and where its parts lie. Whether its types fit the
 * kernel's is not checked.
 */
record ModuleBtf(KernelModule module, KernelFacts facts, Findings findings) {
    private static final int MAGIC = 0xeb9f;
    private static final int HEADER_LENGTH_AT = 4;
    private static final int TYPES_AT = 8;
    private static final int STRINGS_AT = 16;
    private static final int LAYOUT_AT = 24;
    /** Strings may be this long ({@code BTF_MAX_NAME_OFFSET}) [bytes]. */
    private static final int LONGEST_STRINGS = 0xffffff;

    /** What the kernel says of a mismatch that is allowed came with 6.2 or later, it is not in 6.1 (6.12: it is). */
    private static final KernelFact ONE_LINE_FOR_ALL = KernelFact.since("6.12");
    /** The header tells a third part, the layout of kinds (kernel/bpf/btf.c 7.3; not in 6.12). */
    private static final KernelFact LAYOUT = KernelFact.since("7.3");

    private record Problem(String words, String errno, int number) {
        static Problem of(String words) {
            return new Problem(words, "EINVAL", 22);
        }
    }

    private record Part(long offset, long length) implements Comparable<Part> {
        @Override
        public int compareTo(Part other) {
            return offset == other.offset ? Long.compare(length, other.length) : Long.compare(offset, other.offset);
        }
    }

    void run() {
        // Found whether it is loaded or not (any_section_objs).
        Optional<SectionHeader> found = module.file().section(".BTF");
        if (!facts.has(KernelFact.BTF_MODULES) || found.isEmpty()) {
            return;
        }
        SectionHeader section = found.get();
        Optional<Problem> problem = section.size() == 0 || section.isEmptyInFile()
                ? Optional.empty()
                : problem(module.file().contents(section));
        if (problem.isPresent()) {
            tell(section, problem.get());
        }
    }

    private void tell(SectionHeader section, Problem problem) {
        boolean allowed = facts.has(KernelFact.ALLOW_BTF_MISMATCH);
        String verdict = allowed && facts.has(ONE_LINE_FOR_ALL)
                ? "Kernel module BTF mismatch detected, BTF debug info may be unavailable for some modules"
                : "failed to validate module [" + module.name() + "] BTF: -" + problem.number();
        FindingCode code = allowed ? FindingCode.KERNEL_REMARK : FindingCode.BTF_DAMAGED;
        findings.add(Finding.of(code, module.file().name(), "the BTF is damaged: " + problem.words())
                .failing(allowed ? "" : problem.errno())
                .in(section.name())
                .kernelSays("BPF: " + problem.words() + "\n" + verdict));
    }

    private Optional<Problem> problem(ByteBuffer btf) {
        long size = btf.limit();
        if (size < HEADER_LENGTH_AT + Integer.BYTES) {
            return Optional.of(Problem.of("hdr_len not found"));
        }
        long headerLength = u32(btf, HEADER_LENGTH_AT);
        if (size < headerLength) {
            return Optional.of(Problem.of("btf_header not found"));
        }
        int known = facts.has(LAYOUT) ? 32 : 24;
        for (long at = known; at < headerLength; at++) {
            if (btf.get((int) at) != 0) {
                return Optional.of(new Problem("Unsupported btf_header", "E2BIG", 7));
            }
        }
        ByteBuffer header = ByteBuffer.allocate(known).order(btf.order());
        header.put(0, btf, 0, (int) Math.min(headerLength, known));
        if ((header.getShort(0) & 0xffff) != MAGIC) {
            return Optional.of(Problem.of("Invalid magic"));
        }
        if (header.get(2) != 1) {
            return Optional.of(new Problem("Unsupported version", "ENOTSUPP", 524));
        }
        if (header.get(3) != 0) {
            return Optional.of(new Problem("Unsupported flags", "ENOTSUPP", 524));
        }
        Optional<Problem> misplaced = parts(header, headerLength, size);
        return misplaced.isPresent() ? misplaced : strings(btf, header, headerLength);
    }

    private Optional<Problem> parts(ByteBuffer header, long headerLength, long size) {
        List<Part> parts = new ArrayList<>();
        parts.add(part(header, TYPES_AT));
        parts.add(part(header, STRINGS_AT));
        if (header.limit() > LAYOUT_AT
                && headerLength >= header.limit()
                && part(header, LAYOUT_AT).length() != 0) {
            parts.add(part(header, LAYOUT_AT));
        }
        Collections.sort(parts);
        long expected = size - headerLength;
        long total = 0;
        for (Part part : parts) {
            if (expected < part.offset()) {
                return Optional.of(Problem.of("Invalid section offset"));
            }
            if (total != part.offset()) {
                return Optional.of(
                        Problem.of(total < part.offset() ? "Unsupported section found" : "Section overlap found"));
            }
            if (expected - total < part.length()) {
                return Optional.of(Problem.of("Total section length too long"));
            }
            total += part.length();
        }
        return expected == total ? Optional.empty() : Optional.of(Problem.of("Unsupported section found"));
    }

    private Optional<Problem> strings(ByteBuffer btf, ByteBuffer header, long headerLength) {
        Part strings = part(header, STRINGS_AT);
        long end = headerLength + strings.offset() + strings.length();
        if (end != btf.limit() && (header.limit() <= LAYOUT_AT || headerLength < header.limit())) {
            return Optional.of(Problem.of("String section is not at the end"));
        }
        boolean bad = strings.length() != 0 && (strings.length() - 1 > LONGEST_STRINGS || btf.get((int) end - 1) != 0);
        return bad ? Optional.of(Problem.of("Invalid string section")) : Optional.empty();
    }

    private static Part part(ByteBuffer header, int at) {
        return new Part(u32(header, at), u32(header, at + Integer.BYTES));
    }

    private static long u32(ByteBuffer bytes, int at) {
        return bytes.getInt(at) & 0xffffffffL;
    }
}
