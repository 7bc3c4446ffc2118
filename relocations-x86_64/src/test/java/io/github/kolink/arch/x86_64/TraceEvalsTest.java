// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import static io.github.kolink.arch.x86_64.X86_64RelocationTypes.R_X86_64_64;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.finalise.Stage;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.TestModule;
import io.github.kolink.resolve.ModuleExports;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A trace event and two names of values, of which only one belongs to the event's system. */
final class TraceEvalsTest {
    private static final X86_64Architecture X86_64 = new X86_64Architecture();
    private static final int EVENT = 0;
    private static final int CLASS = 0x90;
    private static final int OWN = 0x100;
    private static final int OTHER = 0x120;
    private static final String FORMAT = "\"A\", A0, B0, A0\0";

    private static byte[] data() {
        ByteBuffer data = ByteBuffer.allocate(0x140).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(EVENT + 88, 8); // flags
        data.putLong(OWN + 16, 5);
        data.putLong(OTHER + 16, 6);
        return data.array();
    }

    /** The text behind the pass. */
    private static String format(String license) {
        ElfWriter elf = TestModule.withInfo(X86_64.machine(), "name=probe", "license=" + license)
                .section(".data", ElfConstants.SHT_PROGBITS, TestModule.WA, 8, data())
                .section(
                        ".formats",
                        ElfConstants.SHT_PROGBITS,
                        TestModule.WA,
                        1,
                        FORMAT.getBytes(StandardCharsets.US_ASCII))
                .section(
                        ".rodata.names",
                        ElfConstants.SHT_PROGBITS,
                        TestModule.A,
                        1,
                        "mine\0mine\0A0\0B0\0".getBytes(StandardCharsets.US_ASCII))
                .section("_ftrace_events", ElfConstants.SHT_PROGBITS, TestModule.WA, 8, new byte[8])
                .section("_ftrace_eval_map", ElfConstants.SHT_PROGBITS, TestModule.WA, 8, new byte[16])
                .symbol("data", ".data", 0, ElfConstants.STB_LOCAL, ElfConstants.STT_OBJECT)
                .symbol("formats", ".formats", 0, ElfConstants.STB_LOCAL, ElfConstants.STT_OBJECT)
                .symbol("names", ".rodata.names", 0, ElfConstants.STB_LOCAL, ElfConstants.STT_OBJECT);
        int data = elf.symbolIndex("data");
        int names = elf.symbolIndex("names");
        LinkedImage image = TestKernel.linker(X86_64, TestKernel.kallsyms(TestKernel.SYMBOLS), facts -> facts)
                .link(
                        TestModule.of(elf.rela(
                                        ".data",
                                        new Relocation(EVENT + 16, data, R_X86_64_64, CLASS),
                                        new Relocation(EVENT + 56, data, R_X86_64_64, CLASS), // functions
                                        new Relocation(EVENT + 64, elf.symbolIndex("formats"), R_X86_64_64, 0),
                                        new Relocation(CLASS, names, R_X86_64_64, 0),
                                        new Relocation(OWN, names, R_X86_64_64, 0),
                                        new Relocation(OWN + 8, names, R_X86_64_64, 10),
                                        new Relocation(OTHER, names, R_X86_64_64, 5),
                                        new Relocation(OTHER + 8, names, R_X86_64_64, 13))
                                .rela("_ftrace_events", new Relocation(0, data, R_X86_64_64, EVENT))
                                .rela(
                                        "_ftrace_eval_map",
                                        new Relocation(0, data, R_X86_64_64, OWN),
                                        new Relocation(8, data, R_X86_64_64, OTHER))),
                        TestKernel.addresses(X86_64),
                        new ModuleExports(),
                        Optional.empty(),
                        Stage.FINAL)
                .image()
                .orElseThrow();
        int section = image.sections().stream()
                .filter(each -> each.name().equals(".formats"))
                .findFirst()
                .orElseThrow()
                .index();
        String text = new String(image.bytes(section), StandardCharsets.US_ASCII);
        return text.substring(0, text.indexOf('\0'));
    }

    /** Two strings of the same contents are two systems. */
    @Test
    void namesOfTheEventsOwnSystemBecomeValues() {
        assertEquals("\"A\", 5, B0, 5", format("GPL"));
    }

    @Test
    void aModuleThatTaintsTheKernelHasNoEvents() {
        assertEquals("\"A\", A0, B0, A0", format("Proprietary"));
    }
}
