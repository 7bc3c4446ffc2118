// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import io.github.kolink.cli.JsonText;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.SectionHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nine faults that ld, lld, mold, depmod, modinfo, nm and readelf were tried with, of which the best found six: each is
 * seeded into a module that is sound, and each must make {@code kolink check} end with exit code 1.
 */
final class NineFaultsTest {
    /** What is known of the kernel beside its symbols. */
    private static final List<String> CONFIG = List.of(
            "CONFIG_MODULES=y",
            "CONFIG_MODVERSIONS=y",
            "CONFIG_MODULE_UNLOAD=y",
            "CONFIG_SMP=y",
            "CONFIG_KALLSYMS=y",
            "CONFIG_STRICT_MODULE_RWX=y",
            "# CONFIG_MODULE_FORCE_LOAD is not set",
            "# CONFIG_MODULE_SIG is not set");

    @TempDir
    private Path folder;

    private Path config = Path.of("");
    private Path modules = Path.of("");

    /** A kernel with all that can be known: symbols, CRCs, configuration, and a module of its own tree. */
    @BeforeEach
    void aKernel() throws IOException {
        config = Files.write(folder.resolve("config"), CONFIG);
        modules = Files.createDirectory(folder.resolve("modules"));
        Files.copy(x86("chain_a.ko"), modules.resolve("chain_a.ko"));
    }

    private CommandRun check(Path module) {
        return CommandRun.of(
                "check",
                "--format",
                "json",
                "--kernel",
                x86("kallsyms"),
                "--symvers",
                x86("Module.symvers"),
                "--config",
                config,
                "--modules",
                modules,
                module);
    }

    private static Map<String, Object> module(CommandRun run) {
        return JsonText.object(
                JsonText.list(JsonText.object(run.out()).get("modules")).get(0));
    }

    private static List<Object> codes(Map<String, Object> module) {
        return JsonText.list(module.get("findings")).stream()
                .map(finding -> JsonText.object(finding).get("code"))
                .toList();
    }

    @Test
    void theSoundModuleLoads() {
        CommandRun run = check(x86("hello.ko"));
        assertEquals(0, run.code(), run.out() + run.err());
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void eachFaultIsFoundAndTheExitCodeIs1(Fault fault) throws IOException {
        byte[] bytes = fault == Fault.UNKNOWN_SYMBOL
                ? Files.readAllBytes(x86("undefined.ko"))
                : fault.seed(Files.readAllBytes(x86("hello.ko")));
        CommandRun run = check(Files.write(folder.resolve("hello.ko"), bytes));
        assertEquals(1, run.code(), run.out() + run.err());
        Map<String, Object> module = module(run);
        assertEquals(fault.verdict, module.get("verdict"), run.out());
        assertEquals(fault.errno, module.get("errno"), run.out());
        assertTrue(codes(module).contains(fault.code), run.out());
        List<Object> said = JsonText.list(module.get("kernelMessages"));
        assertTrue(said.toString().contains(fault.kernel), said + " lacks " + fault.kernel);
    }

    /** A fault: where it is seeded, what becomes of the module, and what the kernel prints (6.1). */
    private enum Fault {
        UNKNOWN_SYMBOL(
                "refused", "ENOENT", "SYMBOL_UNKNOWN", "undefined: Unknown symbol kolink_no_such_data (err -2)") {
            @Override
            void into(ByteBuffer file, ElfFile elf) {
                throw new IllegalStateException("there is a module with it");
            }
        },
        UNKNOWN_RELOCATION_TYPE(
                "refused", "ENOEXEC", "RELOC_UNKNOWN_TYPE", "module: hello: Unknown rela relocation: 250") {
            @Override
            void into(ByteBuffer file, ElfFile elf) {
                file.putInt(at(elf, ".rela.init.text") + RELA + INFO, 250);
            }
        },
        OFFSET_PAST_THE_SECTION("undefined", "null", "RELOC_OUT_OF_BOUNDS", "") {
            @Override
            void into(ByteBuffer file, ElfFile elf) {
                file.putLong(at(elf, ".rela.init.text") + RELA, 0x10_0000);
            }
        },
        SYMBOL_PAST_THE_TABLE("undefined", "null", "RELOC_OUT_OF_BOUNDS", "") {
            @Override
            void into(ByteBuffer file, ElfFile elf) {
                file.putInt(at(elf, ".rela.init.text") + RELA + INFO + Integer.BYTES, 0x10_0000);
            }
        },
        TRUNCATED_FILE("refused", "ENOEXEC", "ELF_SECTION_TABLE_BOUNDS", "Invalid ELF section header overflow") {
            @Override
            byte[] seed(byte[] module) {
                return Arrays.copyOf(module, module.length / 2);
            }

            @Override
            void into(ByteBuffer file, ElfFile elf) {
                throw new IllegalStateException("nothing is written");
            }
        },
        PLACE_NOT_ZERO("refused", "ENOEXEC", "RELOC_TARGET_NOT_ZERO", "existing value is nonzero for type 1, loc ") {
            @Override
            void into(ByteBuffer file, ElfFile elf) {
                long place = file.getLong(at(elf, ".rela.gnu.linkonce.this_module"));
                file.putLong(at(elf, ".gnu.linkonce.this_module") + (int) place, 0x1234);
            }
        },
        OVERFLOW_32S(
                "refused", "ENOEXEC", "RELOC_OVERFLOW", "module: `hello' likely not compiled with -mcmodel=kernel") {
            @Override
            void into(ByteBuffer file, ElfFile elf) {
                file.putLong(at(elf, ".rela.init.text") + ADDEND, 0x7fff_ffff_0000L);
            }
        },
        WRONG_CRC("refused", "EINVAL", "SYMBOL_VERSION", "hello: disagrees about version of symbol _printk") {
            @Override
            void into(ByteBuffer file, ElfFile elf) {
                int versions = at(elf, "__versions");
                int entry = versions;
                while (!textAt(file, entry + Long.BYTES).equals("_printk")) {
                    entry += 64;
                }
                file.putInt(entry, file.getInt(entry) ^ 1);
            }
        },
        WRONG_VERMAGIC(
                "refused",
                "ENOEXEC",
                "VERMAGIC_MISMATCH",
                "hello: version magic '6.1.0-kolink-amd64 UP preempt mod_unload modversions  '"
                        + " should be '6.1.0-kolink-amd64 SMP preempt mod_unload modversions '") {
            @Override
            void into(ByteBuffer file, ElfFile elf) {
                SectionHeader modinfo = elf.section(".modinfo").orElseThrow();
                byte[] bytes = new byte[(int) modinfo.size()];
                file.get((int) modinfo.offset(), bytes);
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                String other =
                        text.replace(" SMP preempt mod_unload modversions ", " UP preempt mod_unload modversions  ");
                file.put((int) modinfo.offset(), other.getBytes(StandardCharsets.ISO_8859_1));
            }
        };

        /** Size of an entry, and places in it (Elf64_Rela). */
        private static final int RELA = 24;

        private static final int INFO = 8;
        private static final int ADDEND = 16;

        private final String verdict;
        private final String errno;
        private final String code;
        private final String kernel;

        Fault(String verdict, String errno, String code, String kernel) {
            this.verdict = verdict;
            this.errno = errno;
            this.code = code;
            this.kernel = kernel;
        }

        byte[] seed(byte[] module) {
            byte[] seeded = module.clone();
            into(ByteBuffer.wrap(seeded).order(ByteOrder.LITTLE_ENDIAN), ElfFile.parse("hello.ko", module));
            return seeded;
        }

        abstract void into(ByteBuffer file, ElfFile elf);

        private static int at(ElfFile elf, String section) {
            return (int) elf.section(section).orElseThrow().offset();
        }

        private static String textAt(ByteBuffer file, int at) {
            StringBuilder name = new StringBuilder();
            for (int i = at; file.get(i) != 0; i++) {
                name.append((char) file.get(i));
            }
            return name.toString();
        }
    }
}
