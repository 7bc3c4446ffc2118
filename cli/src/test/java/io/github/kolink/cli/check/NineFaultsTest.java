// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import io.github.kolink.cli.JsonText;
import io.github.kolink.testdata.SeededFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    @EnumSource(SeededFault.class)
    void eachFaultIsFoundAndTheExitCodeIs1(SeededFault fault) throws IOException {
        byte[] bytes = fault.seed(Files.readAllBytes(x86("hello.ko")));
        CommandRun run = check(Files.write(folder.resolve("hello.ko"), bytes));
        Refusal expected = Refusal.of(fault);
        assertEquals(1, run.code(), run.out() + run.err());
        Map<String, Object> module = module(run);
        assertEquals(expected.verdict, module.get("verdict"), run.out());
        assertEquals(expected.errno, module.get("errno"), run.out());
        assertTrue(codes(module).contains(expected.code), run.out());
        List<Object> said = JsonText.list(module.get("kernelMessages"));
        assertTrue(said.toString().contains(expected.kernel), said + " lacks " + expected.kernel);
    }

    /**
     * What becomes of a module.
     *
     * @param kernel what the kernel prints (6.1)
     */
    private record Refusal(String verdict, String errno, String code, String kernel) {
        static Refusal of(SeededFault fault) {
            return switch (fault) {
                case UNKNOWN_SYMBOL -> refused("ENOENT", "SYMBOL_UNKNOWN", "hello: Unknown symbol _print? (err -2)");
                case UNKNOWN_RELOCATION_TYPE ->
                    refused("ENOEXEC", "RELOC_UNKNOWN_TYPE", "module: hello: Unknown rela relocation: 250");
                case OFFSET_PAST_THE_SECTION, SYMBOL_PAST_THE_TABLE ->
                    new Refusal("undefined", "null", "RELOC_OUT_OF_BOUNDS", "");
                case TRUNCATED_FILE ->
                    refused("ENOEXEC", "ELF_SECTION_TABLE_BOUNDS", "Invalid ELF section header overflow");
                case PLACE_NOT_ZERO ->
                    refused("ENOEXEC", "RELOC_TARGET_NOT_ZERO", "existing value is nonzero for type 1, loc ");
                case OVERFLOW_32S ->
                    refused("ENOEXEC", "RELOC_OVERFLOW", "module: `hello' likely not compiled with -mcmodel=kernel");
                case WRONG_CRC ->
                    refused("EINVAL", "SYMBOL_VERSION", "hello: disagrees about version of symbol _printk");
                case WRONG_VERMAGIC ->
                    refused(
                            "ENOEXEC",
                            "VERMAGIC_MISMATCH",
                            "hello: version magic '6.1.0-kolink-amd64 UP preempt mod_unload modversions  '"
                                    + " should be '6.1.0-kolink-amd64 SMP preempt mod_unload modversions '");
            };
        }

        private static Refusal refused(String errno, String code, String kernel) {
            return new Refusal("refused", errno, code, kernel);
        }
    }
}
