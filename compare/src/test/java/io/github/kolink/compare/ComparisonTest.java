// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.capture.Capture;
import io.github.kolink.capture.CaptureException;
import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.module.KernelModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    private static final Tally ONE = new Tally(1, 1);

    @TempDir
    private Path room;

    private SyntheticCapture relocated() throws IOException {
        return new SyntheticCapture(room, CaptureFacts.Stage.RELOCATED, PatchedModule.SYMBOLS);
    }

    private SyntheticCapture loaded() throws IOException {
        return new SyntheticCapture(room, CaptureFacts.Stage.LOADED, PatchedModule.SYMBOLS);
    }

    /** The only section with a difference. */
    private static SectionComparison only(ModuleComparison result) {
        List<SectionComparison> different = result.stages().stream()
                .flatMap(stage -> stage.sections().stream())
                .filter(section -> !section.excluded() && !section.isEqual())
                .toList();
        assertEquals(1, different.size());
        return different.get(0);
    }

    @Test
    void whatKolinkLinksIsEqualAtBothStages() throws IOException {
        ModuleComparison result = relocated().compare();
        assertEquals(ModuleComparison.Outcome.EQUAL, result.outcome(), result.toString());
        assertEquals(2, result.stages().size());
        assertEquals(0, result.borrowed());
    }

    @Test
    void theStagesDifferByThePassesThatArePerformed() throws IOException {
        SyntheticCapture capture = relocated();
        byte[] before = Files.readAllBytes(capture.path("relocated", ".text"));
        byte[] after = Files.readAllBytes(capture.path("final", ".text"));
        assertEquals(0xe8, before[PatchedModule.CALL_SITE] & 0xff);
        assertEquals(0x0f, after[PatchedModule.CALL_SITE] & 0xff);
    }

    /** Bytes of arch/x86/kernel/alternative.c, static_call.c and jump_label.c; {@code @} is a distance to the address. */
    @ParameterizedTest
    @CsvSource({
        "apply_paravirt,                0x50, e8 @ffffffff81000200 66 90",
        "apply_paravirt,                0x50, 0f 1f 80 00 00 00 00",
        "apply_retpolines,              0x60, ff d0 90 90 90",
        "apply_retpolines,              0x60, 0f ae e8 ff d0",
        "apply_retpolines,              0x60, ff d0 0f 1f 00",
        "apply_returns,                 0x70, c3 cc cc cc cc",
        "apply_returns,                 0x70, e9 @ffffffff81000400",
        "apply_alternatives,            0x80, 0f 1f 40 00",
        "apply_alternatives,            0x80, 0f 01 ca 90",
        "apply_seal_endbr,              0x90, 66 0f 1f 00",
        "alternatives_smp_module_add,   0xa0, 3e",
        "jump_label_add_module,         0xb0, 0f 1f 44 00 00",
        "static_call_add_module,        0xc0, e8 @ffffffff81000200",
        "static_call_add_module,        0xc0, 0f 1f 44 00 00",
        "static_call_add_module,        0xc0, 2e 2e 2e 31 c0",
    })
    void whatAPassWritesIsExcusedByItsName(String pass, String offset, String bytes) throws IOException {
        ModuleComparison result = relocated()
                .write("final", ".text", Integer.decode(offset), bytes)
                .compare();
        assertEquals(Set.of(Cause.pass(pass)), only(result).causes().keySet());
        assertEquals(ModuleComparison.Outcome.EXPLAINED, result.outcome());
    }

    /** A hook in place of a return, a call to where no function begins, an instruction that no table has. */
    @ParameterizedTest
    @CsvSource({
        "apply_paravirt,                0x50, e8 @ffffffff81000204 66 90",
        "apply_paravirt,                0x50, 0f 1f 80 00 00 00 01",
        "apply_retpolines,              0x60, ff d1 90 90 90",
        "apply_retpolines,              0x60, ff e0 cc 90 90",
        "apply_retpolines,              0x60, e8 @ffffffff81000200",
        "apply_returns,                 0x70, c3 90 90 90 90",
        "apply_returns,                 0x70, e9 @ffffffff81000200",
        "apply_alternatives,            0x80, 0f 01 cb 90",
        "apply_alternatives,            0x80, 0f 01 ca cc",
        "apply_seal_endbr,              0x90, 66 0f 1f 01",
        "alternatives_smp_module_add,   0xa0, 90",
        "jump_label_add_module,         0xb0, e9 @ffffffff81000200",
        "static_call_add_module,        0xc0, e8 @ffffffff81000204",
        "static_call_add_module,        0xc0, e9 @ffffffff81000200",
    })
    void whatAPassDoesNotWriteIsFoundAtItsPlaceToo(String pass, String offset, String bytes) throws IOException {
        ModuleComparison result = relocated()
                .write("final", ".text", Integer.decode(offset), bytes)
                .compare();
        assertEquals(Set.of(Cause.implausible(pass)), only(result).causes().keySet());
        assertEquals(ModuleComparison.Outcome.DIFFERENT, result.outcome());
        assertEquals(
                "at a place of " + pass + ", but not what it writes there",
                only(result).shown().get(0).cause().label());
    }

    @ParameterizedTest
    @CsvSource({
        "0x1f, code+0x1f",
        "0x2f, probe+0xf",
        "0x40, probe+0x20",
        "0x57, probe+0x37",
        "0x65, probe+0x45",
        "0x75, probe+0x55",
        "0x84, probe+0x64",
        "0x94, probe+0x74",
        "0xa1, probe+0x81",
        "0xb5, probe+0x95",
        "0xc5, probe+0xa5"
    })
    void aByteBesideEveryPlaceIsUnexplained(String offset, String symbol) throws IOException {
        ModuleComparison result =
                relocated().plant("final", ".text", Integer.decode(offset)).compare();
        assertEquals(Map.of(Cause.UNEXPLAINED, ONE), only(result).causes());
        assertEquals(symbol, only(result).shown().get(0).symbol());
        assertEquals(ModuleComparison.Outcome.DIFFERENT, result.outcome());
    }

    @Test
    void noPassExcusesTheRelocatedStage() throws IOException {
        ModuleComparison result =
                relocated().plant("relocated", ".text", PatchedModule.RETURN).compare();
        assertEquals(Map.of(Cause.UNEXPLAINED, ONE), only(result).causes());
    }

    @Test
    void aRelocationIsNamedAndNotExcused() throws IOException {
        ModuleComparison result = relocated()
                .plant("relocated", ".text", PatchedModule.RETURN + 2)
                .compare();
        assertEquals(
                Map.of(Cause.relocation("R_X86_64_PC32"), ONE), only(result).causes());
        assertEquals("do_it-0x4", only(result).shown().get(0).detail());
        assertEquals(ModuleComparison.Outcome.DIFFERENT, result.outcome());
    }

    @Test
    void aRunShowsTheBytesAroundIt() throws IOException {
        SectionDifference shown = only(relocated()
                        .plant("final", ".text", 0x22)
                        .plant("final", ".text", 0x23)
                        .compare())
                .shown()
                .get(0);
        assertEquals(2, shown.length());
        assertEquals(0x20, shown.from());
        assertEquals("0000" + "0000" + "00".repeat(8), shown.linked());
        assertEquals("0000" + "5555" + "00".repeat(8), shown.captured());
    }

    @Test
    void structModuleIsLeftOut() throws IOException {
        ModuleComparison result =
                relocated().plant("relocated", KernelModule.THIS_MODULE, 3).compare();
        assertEquals(ModuleComparison.Outcome.EQUAL, result.outcome());
        assertTrue(result.stages().get(0).sections().stream()
                .anyMatch(section -> section.excluded() && section.name().equals(KernelModule.THIS_MODULE)));
    }

    @Test
    void aSymbolOfASectionThatIsNotLoadedAgreesWithTheOthersOrIsUnexplained() throws IOException {
        SyntheticCapture capture = relocated();
        capture.plant("relocated", ".symtab", 8);
        assertEquals(Map.of(Cause.UNEXPLAINED, ONE), only(capture.compare()).causes());
    }

    @Test
    void aModuleThatRunsMayWriteItsDataOnly() throws IOException {
        assertEquals(
                Map.of(Cause.RUN_TIME, ONE),
                only(loaded().plant("loaded", ".data", 17).compare()).causes());
    }

    @Test
    void beforeInitDataIsNotExcused() throws IOException {
        assertEquals(
                Map.of(Cause.UNEXPLAINED, ONE),
                only(relocated().plant("final", ".data", 40).compare()).causes());
    }

    @ParameterizedTest
    @CsvSource({
        ".text, 0xd0, eb 06, jump_label_update",
        ".static_call.text, 0, c3 cc cc cc cc, static_call_update",
        ".static_call.text, 0, e9 @ffffffff81000200, static_call_update"
    })
    void whatRunningCodeSwitchesIsExcusedInARunningModuleOnly(
            String section, String offset, String bytes, String function) throws IOException {
        int at = Integer.decode(offset);
        SyntheticCapture running = new SyntheticCapture(
                Files.createDirectory(room.resolve("running")), CaptureFacts.Stage.LOADED, PatchedModule.SYMBOLS);
        assertEquals(
                Set.of(Cause.pass(function)),
                only(running.write("loaded", section, at, bytes).compare())
                        .causes()
                        .keySet());
        assertEquals(
                Set.of(Cause.UNEXPLAINED),
                only(relocated().write("final", section, at, bytes).compare())
                        .causes()
                        .keySet());
    }

    @ParameterizedTest
    @CsvSource({".text, 0xd1, jump_label_update", ".static_call.text, 4, static_call_update"})
    void whatNoSwitchWritesIsFoundInARunningModule(String section, String offset, String function) throws IOException {
        assertEquals(
                Map.of(Cause.implausible(function), ONE),
                only(loaded().plant("loaded", section, Integer.decode(offset)).compare())
                        .causes());
    }

    @ParameterizedTest
    @CsvSource({".text, 0xd2", ".static_call.text, 5", ".static_call.text, 9"})
    void besideWhatIsSwitchedNothingIsExcused(String section, String offset) throws IOException {
        assertEquals(
                Map.of(Cause.UNEXPLAINED, ONE),
                only(loaded().plant("loaded", section, Integer.decode(offset)).compare())
                        .causes());
    }

    @Test
    void readOnlyDataOfARunningModuleIsNotExcused() throws IOException {
        SectionComparison rodata = only(loaded().plant("loaded", ".rodata", 5).compare());
        assertEquals(Map.of(Cause.UNEXPLAINED, ONE), rodata.causes());
        assertEquals(".rodata+0x5", rodata.shown().get(0).symbol());
    }

    @Test
    void aSymbolThatOnlyTheCaptureKnowsIsBorrowedAndCounted() throws IOException {
        String[] withoutData = Stream.of(PatchedModule.SYMBOLS)
                .filter(line -> !line.contains("counter") && !line.contains("__ksymtab"))
                .toArray(String[]::new);
        ModuleComparison result = new SyntheticCapture(room, CaptureFacts.Stage.RELOCATED, withoutData).compare();
        assertEquals(1, result.borrowed());
        assertTrue(result.stages().stream().allMatch(StageComparison::isEqual), result.toString());
    }

    @Test
    void anotherLayoutIsAContradiction() throws IOException {
        SyntheticCapture capture = relocated();
        Path sections = capture.folder().resolve("modules/probe/sections.txt");
        Files.writeString(
                sections,
                Files.readString(sections)
                        .lines()
                        .map(line ->
                                line.endsWith(" __mcount_loc") ? line.replaceFirst(" ffffffffc", " ffffffffd") : line)
                        .collect(Collectors.joining("\n", "", "\n")));
        ModuleComparison result = capture.compare();
        assertEquals(1, result.layout().size(), result.toString());
        assertEquals(ModuleComparison.Outcome.DIFFERENT, result.outcome());
    }

    @Test
    void anotherModuleIsRefused() throws IOException {
        SyntheticCapture capture = relocated();
        capture.complete("0".repeat(64));
        ModuleComparison result = capture.compare();
        assertEquals(ModuleComparison.Outcome.NOT_COMPARED, result.outcome());
        assertTrue(result.problem().contains("is not the module that was captured"), result.problem());
    }

    @Test
    void aMissingModuleIsToldByItsFile() throws IOException {
        SyntheticCapture capture = relocated();
        Files.delete(capture.tree().resolve("probe.ko"));
        assertTrue(capture.compare().problem().contains("has no probe.ko"));
    }

    @Test
    void missingBytesOfASectionAreToldByItsName() throws IOException {
        SyntheticCapture capture = relocated();
        Files.delete(capture.path("relocated", ".rodata"));
        assertTrue(capture.compare().problem().contains("the bytes of section .rodata are missing (relocated)"));
    }

    @Test
    void cutBytesOfASectionAreToldByTheirFile() throws IOException {
        SyntheticCapture capture = relocated();
        Files.write(capture.path("final", ".rodata"), new byte[3]);
        assertTrue(capture.compare().problem().contains("has 3 bytes, its section header says 32"));
    }

    @Test
    void aCaptureWithoutKernelSymbolsIsRefused() throws IOException {
        SyntheticCapture capture = relocated();
        Files.delete(capture.folder().resolve("kallsyms"));
        CaptureException problem = assertThrows(CaptureException.class, () -> Capture.open(capture.folder()));
        assertTrue(problem.getMessage().endsWith("kallsyms: missing"));
    }

    @Test
    void aFileOutsideTheTreeIsNotRead() throws IOException {
        SyntheticCapture capture = relocated();
        Path properties = capture.folder().resolve("modules/probe/module.properties");
        Files.writeString(properties, Files.readString(properties).replace("file=probe.ko", "file=../../etc/passwd"));
        assertTrue(capture.compare().problem().contains("lies outside every module tree"));
    }
}
