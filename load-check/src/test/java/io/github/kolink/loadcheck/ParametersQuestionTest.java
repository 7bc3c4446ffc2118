// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.finding.Taint;
import io.github.kolink.finding.Verdict;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.SyntheticArchitecture;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.TestModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A module with a parameter of every kind, and what the kernel makes of values (kernel/params.c 6.1). */
class ParametersQuestionTest {
    private static final String[] OPERATIONS = {
        "param_ops_byte",
        "param_ops_short",
        "param_ops_ushort",
        "param_ops_int",
        "param_ops_uint",
        "param_ops_long",
        "param_ops_ulong",
        "param_ops_ullong",
        "param_ops_hexint",
        "param_ops_bool",
        "param_ops_invbool",
        "param_ops_bint",
        "param_ops_charp",
        "param_ops_string",
        "param_array_ops",
        "param_ops_bool_enable_only",
        "param_set_uint",
        "custom_ops"
    };

    private static final int CUSTOM = 64;
    private static final int WRAPPED = 96;
    private static final int TEXT = 16;
    private static final int ARRAY = 128;
    private static final int SWITCH = 8;
    private static final int STRUCTURES = 256;

    /** Writes {@code __param} and what it points to. */
    private static final class Builder {
        private final ElfWriter elf = TestModule.bare(LoadKernel.ARCHITECTURE.machine());
        private final StringBuilder names = new StringBuilder();
        private final List<Relocation> relocations = new ArrayList<>();
        private final ByteBuffer table = ByteBuffer.allocate(4000).order(ByteOrder.LITTLE_ENDIAN);
        private final List<long[]> entries = new ArrayList<>();
        private final List<String> operations = new ArrayList<>();

        Builder parameter(String name, String ops, int flags, int argument) {
            entries.add(new long[] {names.length(), flags, argument});
            operations.add(ops);
            names.append(name).append('\0');
            return this;
        }

        byte[] write() {
            ByteBuffer data = ByteBuffer.allocate(STRUCTURES).order(ByteOrder.LITTLE_ENDIAN);
            data.put(SWITCH, (byte) 1);
            data.putInt(TEXT, 8); // a buffer for seven characters
            data.putInt(CUSTOM, 1); // no argument needed
            data.putInt(ARRAY, 3).putInt(ARRAY + 4, 4); // three elements
            elf.section(".rodata.str", TestModule.A, names.toString().getBytes(StandardCharsets.ISO_8859_1))
                    .section(".data", ElfConstants.SHT_PROGBITS, TestModule.WA, 8, data.array());
            elf.section("__param", ElfConstants.SHT_PROGBITS, TestModule.A, 8, new byte[40 * entries.size()]);
            elf.symbol("names", ".rodata.str", 0, ElfConstants.STB_LOCAL, 1)
                    .symbol("data", ".data", 0, ElfConstants.STB_LOCAL, 1);
            for (String name : OPERATIONS) {
                if (name.startsWith("param")) {
                    elf.undefined(name);
                }
            }
            ByteBuffer flags = ByteBuffer.allocate(40 * entries.size());
            for (int i = 0; i < entries.size(); i++) {
                long at = 40L * i;
                relocations.add(
                        new Relocation(at, elf.symbolIndex("names"), SyntheticArchitecture.WORD, entries.get(i)[0]));
                String ops = operations.get(i);
                if (ops.startsWith("param")) {
                    relocations.add(new Relocation(at + 16, elf.symbolIndex(ops), SyntheticArchitecture.WORD, 0));
                } else if (!ops.isEmpty()) {
                    relocations.add(new Relocation(
                            at + 16,
                            elf.symbolIndex("data"),
                            SyntheticArchitecture.WORD,
                            ops.equals("wrapped") ? WRAPPED : CUSTOM));
                }
                relocations.add(new Relocation(
                        at + 32, elf.symbolIndex("data"), SyntheticArchitecture.WORD, entries.get(i)[2]));
                flags.put((int) at + 27, (byte) entries.get(i)[1]);
            }
            elf.relocations("__param", true, relocations);
            elf.relocations(
                    ".data",
                    true,
                    List.of(
                            new Relocation(
                                    WRAPPED + 8, elf.symbolIndex("param_set_uint"), SyntheticArchitecture.WORD, 0),
                            new Relocation(
                                    ARRAY + 16, elf.symbolIndex("param_ops_int"), SyntheticArchitecture.WORD, 0)));
            byte[] file = elf.write();
            // The flags are not a relocated field; the section is written as zeros above.
            int header = elf.sectionIndex("__param");
            ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
            int table = (int) bytes.getLong((int) bytes.getLong(40) + 64 * header + 24);
            for (int i = 0; i < flags.capacity(); i++) {
                file[table + i] |= flags.get(i);
            }
            return file;
        }
    }

    private static Builder all() {
        return new Builder()
                .parameter("byte", "param_ops_byte", 0, 0)
                .parameter("short", "param_ops_short", 0, 0)
                .parameter("ushort", "param_ops_ushort", 0, 0)
                .parameter("int", "param_ops_int", 0, 0)
                .parameter("uint", "param_ops_uint", 0, 0)
                .parameter("long", "param_ops_long", 0, 0)
                .parameter("ulong", "param_ops_ulong", 0, 0)
                .parameter("ullong", "param_ops_ullong", 0, 0)
                .parameter("hexint", "param_ops_hexint", 0, 0)
                .parameter("bool", "param_ops_bool", 0, 0)
                .parameter("invbool", "param_ops_invbool", 0, 0)
                .parameter("bint", "param_ops_bint", 0, 0)
                .parameter("charp", "param_ops_charp", 0, 0)
                .parameter("string", "param_ops_string", 0, TEXT)
                .parameter("array", "param_array_ops", 0, ARRAY)
                .parameter("set_only", "param_ops_bool_enable_only", 0, SWITCH)
                .parameter("custom", "custom", 0, 0)
                .parameter("wrapped", "wrapped", 0, 0)
                .parameter("risky", "param_ops_int", 1, 0)
                .parameter("port", "param_ops_int", 2, 0);
    }

    private static KernelTarget target(String release, String... options) {
        List<String> symbols = new ArrayList<>(List.of("ffffffff81000000 T _text"));
        int address = 0x100;
        for (String name : OPERATIONS) {
            symbols.add("ffffffff81%06x R %s".formatted(address, name));
            symbols.add("ffffffff82%06x r __ksymtab_%s".formatted(address, name));
            address += 0x20;
        }
        return LoadKernel.target(release, symbols, options);
    }

    private static LinkResult load(Builder module, KernelTarget target, String commandLine, String parameters) {
        LoadConditions conditions =
                new LoadConditions(Optional.of(commandLine), Optional.empty(), List.of(), Optional.empty(), parameters);
        ParametersQuestion question = new ParametersQuestion(target, conditions);
        return LoadKernel.linker(target)
                .asking(new io.github.kolink.link.LoadRules() {
                    @Override
                    public void afterFinalise(io.github.kolink.layout.PlacedModule placed, Findings findings) {
                        question.ask(placed, findings);
                    }
                })
                .link(
                        KernelModule.of(io.github.kolink.elf.ElfFile.parse("probe.ko", module.write())),
                        TestKernel.addresses(LoadKernel.ARCHITECTURE));
    }

    private static LinkResult load(String parameters) {
        return load(all(), target("6.1"), "", parameters);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "byte=255 short=-32768 ushort=65535 int=-1 uint=0xffffffff long=-1 ulong=0 ullong=1 hexint=0x10",
                "bool bool=0 invbool=n bint bint=off charp= string=1234567 string=",
                "array=1 array=1,2,3 set_only=1 wrapped=7 risky=1 port=1 in-t=1",
                "set-only  wrapped=\"7\" \"charp=a b\"",
            })
    void goodValuesAreTaken(String parameters) {
        LinkResult result = load(parameters);
        assertEquals("", result.errno(), () -> result.findings().toString());
        assertTrue(result.verdict().loads(), () -> result.findings().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "byte=256    | ERANGE | probe: `256' invalid for parameter `byte'",
                "short=x     | EINVAL | probe: `x' invalid for parameter `short'",
                "uint=-1     | EINVAL | probe: `-1' invalid for parameter `uint'",
                "ulong=18446744073709551616 | ERANGE | probe: `18446744073709551616' invalid for parameter `ulong'",
                "long=9223372036854775808 | ERANGE | probe: `9223372036854775808' invalid for parameter `long'",
                "int=        | EINVAL | probe: `' invalid for parameter `int'",
                "int         | EINVAL | probe: `' invalid for parameter `int'",
                "invbool     | EINVAL | probe: `' invalid for parameter `invbool'",
                "charp       | EINVAL | probe: `' invalid for parameter `charp'",
                "bool=maybe  | EINVAL | probe: `maybe' invalid for parameter `bool'",
                "bool=enable | EINVAL | probe: `enable' invalid for parameter `bool'",
                "set_only=0  | EROFS  | probe: `0' invalid for parameter `set_only'",
                "set-only=x  | EINVAL | probe: `x' invalid for parameter `set-only'",
                "wrapped=-7  | EINVAL | probe: `-7' invalid for parameter `wrapped'",
                "array=1,x,3 | EINVAL | probe: `1' invalid for parameter `array'",
                "array=x,2   | EINVAL | probe: `x' invalid for parameter `array'",
                "array=1,9999999999 | ERANGE | probe: `1' invalid for parameter `array'",
                "array=      | EINVAL | probe: `' invalid for parameter `array'",
            })
    void badValuesAreRefusedInTheKernelsWords(String parameters, String errno, String line) {
        LinkResult result = load(parameters);
        assertEquals(Verdict.REFUSED, result.verdict());
        assertEquals(errno, result.errno());
        assertEquals(List.of(line), result.kernelMessages());
    }

    @Test
    void settersSayThemselvesWhatIsTooMuch() {
        assertEquals(
                List.of("string: string doesn't fit in 7 chars.", "probe: `12345678' too large for parameter `string'"),
                load("string=12345678").kernelMessages());
        assertEquals("ENOSPC", load("string=12345678").errno());
        assertEquals(
                List.of("array: can only take 3 arguments", "probe: `1' invalid for parameter `array'"),
                load("array=1,2,3,4").kernelMessages());
        String longest = "x".repeat(1024);
        assertEquals("", load("charp=" + longest).errno());
        LinkResult more = load("charp=" + longest + "y");
        assertEquals("ENOSPC", more.errno());
        assertEquals("charp: string parameter too long", more.kernelMessages().get(0));
        assertEquals("", load("charp=" + "\u00e4".repeat(512)).errno());
        assertEquals("ENOSPC", load("charp=" + "\u00e4".repeat(513)).errno(), "bytes count, not characters");
    }

    @Test
    void allAreTriedAndTheLastErrorCounts() {
        LinkResult result = load("int=x byte=256 uint=1");
        assertEquals("ERANGE", result.errno());
        assertEquals(
                List.of("probe: `x' invalid for parameter `int'", "probe: `256' invalid for parameter `byte'"),
                result.kernelMessages());
    }

    @Test
    void unknownParametersArePrintedAndPassedOver() {
        LinkResult result = load("nothing=1 pci.mode=2 dyndbg=+p probe.dyndbg async_probe");
        assertEquals("", result.errno());
        assertEquals(
                List.of("probe: unknown parameter 'nothing' ignored", "probe: unknown parameter 'pci' ignored"),
                result.kernelMessages());
    }

    @Test
    void aKernelWithoutDynamicDebugSaysSo() {
        LinkResult result = load(all(), target("6.1", "CONFIG_X=y"), "", "dyndbg=+p pci.mode=2 x.dyndbg=1");
        assertEquals(
                List.of(
                        "dyndbg param is supported only in CONFIG_DYNAMIC_DEBUG builds",
                        "probe: unknown parameter 'pci.mode' ignored",
                        "probe: unknown parameter 'x.dyndbg' ignored"),
                result.kernelMessages());
    }

    @Test
    void whatFollowsTwoHyphensIsNotLookedAt() {
        assertEquals(
                List.of("probe: parameters 'byte=x' after `--' ignored"),
                load("int=1 -- byte=x").kernelMessages());
        assertEquals(
                List.of("probe: parameters '' after `--' ignored"), load("--").kernelMessages());
        assertEquals(
                List.of("probe: `x' invalid for parameter `int'"),
                load("int=x -- byte=x").kernelMessages());
    }

    @Test
    void dangerousParametersTaint() {
        LinkResult result = load("risky=1");
        assertEquals(Set.of(Taint.U), result.taints());
        assertEquals(List.of("Setting dangerous option risky - tainting kernel"), result.kernelMessages());
        assertEquals(Verdict.WOULD_LOAD_WITH_TAINT, result.verdict());
    }

    @Test
    void parametersOfHardwareAreRefusedUnderLockdown() {
        String[] options = {"CONFIG_SECURITY_LOCKDOWN_LSM=y", "CONFIG_LSM=\"yama,lockdown\""};
        LinkResult result = load(all(), target("6.1", options), "lockdown=integrity", "port=1 int=1");
        assertEquals("EPERM", result.errno());
        assertEquals(
                List.of(
                        "Lockdown: insmod: unsafe module parameters is restricted; see man kernel_lockdown.7",
                        "probe: `1' invalid for parameter `port'"),
                result.kernelMessages());
        assertEquals("", load(all(), target("6.1", options), "", "port=1").errno());
        assertEquals(
                "",
                load(all(), target("6.1", options), "lockdown=integrity lsm=yama", "port=1")
                        .errno());
        assertEquals(
                "EPERM",
                load(
                                all(),
                                target("6.1", options[0], "CONFIG_SECURITY_LOCKDOWN_LSM_EARLY=y"),
                                "lockdown=confidentiality",
                                "port=1")
                        .errno());
        assertEquals(
                "EPERM",
                load(
                                all(),
                                target("6.1", options[0], options[1], "CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY=y"),
                                "",
                                "port=1")
                        .errno());
        assertEquals(
                "",
                load(all(), target("6.1", "CONFIG_X=y"), "lockdown=integrity", "port=1")
                        .errno());
    }

    @Test
    void whatTheModulesCodeSetsIsNotChecked() {
        LinkResult result = load("custom=anything custom");
        assertEquals("", result.errno());
        assertEquals(
                List.of(FindingCode.PARAMETER_NOT_CHECKED, FindingCode.PARAMETER_NOT_CHECKED),
                result.findings().stream()
                        .map(Finding::code)
                        .filter(code -> code.name().startsWith("PARAMETER"))
                        .toList());
        assertEquals("EINVAL", load("wrapped").errno(), "its own operations do not allow that");
    }

    @Test
    void newerKernelsKnowEnable() {
        assertEquals("", load(all(), target("7.3"), "", "bool=enable").errno());
        assertEquals("EINVAL", load(all(), target("6.12"), "", "bool=enable").errno());
    }

    @Test
    void pointersThatLeadNowhereAreNotPredicted() {
        Builder module = new Builder().parameter("lost", "", 0, 0);
        assertEquals(
                Verdict.UNDEFINED, load(module, target("6.1"), "", "lost=1").verdict());
        assertTrue(load(new Builder().parameter("lost", "", 0, 0), target("6.1"), "", "")
                .verdict()
                .loads());
        Builder outside = new Builder().parameter("text", "param_ops_string", 0, STRUCTURES - 2);
        assertEquals(
                Verdict.UNDEFINED, load(outside, target("6.1"), "", "text=1").verdict());
    }

    @Test
    void argumentsAreJoinedAsModprobeJoinsThem() {
        assertEquals(
                "a=1 b=\"x y\" c=\"d e\" f g h'=1 i='j k'",
                LoadConditions.parameters(List.of("a=1", "b=x y", "c=\"d e\"", "f g", "h'=1", "i='j k'")));
        assertEquals("", LoadConditions.parameters(List.of()));
    }
}
