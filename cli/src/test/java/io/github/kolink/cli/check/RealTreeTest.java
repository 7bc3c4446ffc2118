// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kolink.cli.CommandRun;
import io.github.kolink.cli.JsonText;
import io.github.kolink.cli.target.ModuleDirectory;
import io.github.kolink.finding.Verdict;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.ModuleTree;
import io.github.kolink.loadcheck.LoadCheck;
import io.github.kolink.loadcheck.LoadConditions;
import io.github.kolink.module.ModuleSearch;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks whole module trees of Debian kernels: KOLINK_KERNELS names a folder with {@code amd64} and {@code arm64}, each an
 * unpacked linux-image and linux-headers; {@code amd64-trixie} and {@code amd64-trixie-backports} are checked too if they are
 * there.
 */
@EnabledIfEnvironmentVariable(named = "KOLINK_KERNELS", matches = ".+")
final class RealTreeTest {
    private static final int SAMPLE = 60;

    /** Kernels whose CRCs were counted; 7.3 has none. */
    private static final Set<String> PINNED =
            Set.of("6.1.0-56-amd64", "6.1.0-56-arm64", "6.12.117+deb13-amd64", "7.3.4+deb13-amd64");

    /** readelf -rW: offset, info, type; then a symbol or an addend. */
    private static final Pattern ENTRY = Pattern.compile("[0-9a-f]{16}  ?[0-9a-f]{16} (R_[A-Z0-9_]+) .*");

    private static final String SECTION = "Relocation section '";

    private static Path kernel(String architecture) {
        return Path.of(System.getenv("KOLINK_KERNELS")).resolve(architecture).toAbsolutePath();
    }

    private static Path one(Path folder, String glob) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            return found.iterator().next();
        }
    }

    private static Map<String, Object> check(Object... modules) throws IOException {
        Object[] line = new Object[modules.length + 3];
        line[0] = "check";
        line[1] = "--format";
        line[2] = "json";
        System.arraycopy(modules, 0, line, 3, modules.length);
        CommandRun run = CommandRun.of(line);
        assertEquals(0, run.code(), run.err());
        return JsonText.object(JsonText.object(run.out()).get("summary"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void everyModuleOfAKernelWouldLoad(String architecture) throws IOException {
        Path kernel = kernel(architecture);
        Path tree = one(kernel.resolve("lib/modules"), "*");
        Path symvers = one(kernel.resolve("usr/src"), "linux-headers-*-" + architecture)
                .resolve("Module.symvers");
        String image = one(kernel.resolve("boot"), "vmlinuz-*").toString();
        String config = one(kernel.resolve("boot"), "config-*").toString();
        Map<String, Object> summary = check(
                "--kernel", image, "--symvers", symvers.toString(), "--config", config, "--tree", tree.toString());
        long modules = ModuleSearch.below(tree).size();
        assertEquals(modules, (Long) summary.get("wouldLoad") + (Long) summary.get("wouldLoadWithTaint"));
        assertEquals(modules, summary.get("modules"));
        if (tree.getFileName().toString().equals("6.1.0-56-" + architecture)) {
            Figures figures = Figures.of(architecture);
            assertEquals(figures.modules(), modules);
            assertEquals(figures.total(), summary.get("relocations"));
            assertEquals(figures.byType(), new TreeMap<>(JsonText.object(summary.get("relocationsByType"))));
            CommandRun sum = CommandRun.of("sum", "--kernel", image, "--tree", tree);
            assertEquals(figures.sum() + " " + modules + " " + figures.total() + "\n", sum.out(), sum.err());
        }
        sampleAgreesWithReadelf(image, symvers, ModuleSearch.below(tree));
    }

    /** What a load of each module of a tree would come to, on a kernel with all its files. */
    private record Loads(
            Map<Verdict, Integer> verdicts, long agree, long differ, long missing, Set<String> firstLines) {
        static Loads of(String kernelFolder, String treeFolder) throws IOException {
            Path kernel = kernel(kernelFolder);
            KernelSnapshot snapshot = KernelSnapshot.merge(List.of(
                    KernelSnapshot.open(one(kernel.resolve("boot"), "vmlinuz-*")),
                    KernelSnapshot.open(
                            one(kernel.resolve("usr/src"), "linux-headers-*").resolve("Module.symvers")),
                    KernelSnapshot.open(one(kernel.resolve("boot"), "config-*")),
                    ModuleDirectory.below(one(kernel.resolve("lib/modules"), "*"))
                            .reference()
                            .orElseThrow()));
            List<Path> files = ModuleSearch.below(one(kernel(treeFolder).resolve("lib/modules"), "*"));
            ModuleLinker linker = ModuleLinker.of(ModuleTree.machine(files).orElseThrow(), snapshot);
            Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
            Set<String> firstLines = new TreeSet<>();
            long[] versions = new long[3];
            LoadCheck.of(linker, LoadConditions.NONE).check(files, List.of(), new ModuleTree.Listener() {
                @Override
                public void progress(int done, int total) {}

                @Override
                public void linked(Path file, LinkResult result) {
                    Verdict verdict = result.verdict();
                    verdicts.merge(verdict.loads() ? Verdict.WOULD_LOAD : verdict, 1, Integer::sum);
                    versions[0] += result.versions().agree();
                    versions[1] += result.versions().differ();
                    versions[2] += result.versions().missing();
                    if (verdict == Verdict.REFUSED) {
                        String line = result.errno() + " "
                                + result.kernelMessages().stream().findFirst().orElse("");
                        firstLines.add(line.replaceFirst("[A-Za-z0-9_]+:", "%s:"));
                    }
                }

                @Override
                public void unreadable(Path file, IOException problem) {
                    throw new UncheckedIOException(problem);
                }
            });
            return new Loads(verdicts, versions[0], versions[1], versions[2], firstLines);
        }
    }

    @ParameterizedTest
    @CsvSource({"amd64, 184890", "arm64, 162021", "amd64-trixie, 197652", "amd64-trixie-backports, 0"})
    void nothingIsRefusedOrUnknownOnItsOwnKernel(String folder, long crcs) throws IOException {
        assumeTrue(Files.isDirectory(kernel(folder)), "obtain " + folder + " --headers");
        Loads loads = Loads.of(folder, folder);
        assertEquals(Set.of(Verdict.WOULD_LOAD), loads.verdicts().keySet());
        assertEquals(0, loads.differ() + loads.missing());
        if (PINNED.contains(
                one(kernel(folder).resolve("lib/modules"), "*").getFileName().toString())) {
            assertEquals(crcs, loads.agree());
        }
    }

    @Test
    void theModulesOf61AreAllRefusedBy612() throws IOException {
        assumeTrue(Files.isDirectory(kernel("amd64-trixie")), "obtain amd64 trixie --headers");
        Loads loads = Loads.of("amd64-trixie", "amd64");
        assertEquals(Set.of(Verdict.REFUSED), loads.verdicts().keySet());
        assertEquals(Set.of("ENOEXEC %s: disagrees about version of symbol module_layout"), loads.firstLines());
    }

    private static void sampleAgreesWithReadelf(String image, Path symvers, List<Path> files) throws IOException {
        Object[] line = new Object[SAMPLE + 4];
        line[0] = "--kernel";
        line[1] = image;
        line[2] = "--symvers";
        line[3] = symvers.toString();
        Map<String, Object> expected = new TreeMap<>();
        for (int i = 0; i < SAMPLE; i++) {
            Path file = files.get((int) ((long) i * files.size() / SAMPLE));
            line[4 + i] = file;
            readelf(file).forEach((type, count) -> expected.merge(type, count, (a, b) -> (Long) a + (Long) b));
        }
        assertEquals(expected, new TreeMap<>(JsonText.object(check(line).get("relocationsByType"))));
    }

    /** Relocations of the sections that are loaded: not those of debug information, per-CPU data and the like. */
    private static Map<String, Long> readelf(Path file) throws IOException {
        Process process = new ProcessBuilder("readelf", "-rW", file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Map<String, Long> counts = new LinkedHashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            boolean loaded = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(SECTION)) {
                    loaded = !line.contains("'.rela.debug") && !line.contains("'.rela.data..percpu");
                }
                Matcher entry = ENTRY.matcher(line);
                if (loaded && entry.matches()) {
                    counts.merge(entry.group(1), 1L, Long::sum);
                }
            }
        }
        assertTrue(process.isAlive() || process.exitValue() == 0, file.toString());
        return counts;
    }

    /** What Debian's package 6.1.192-2 holds; the sums are those of a linker in C that kolink was measured against. */
    private record Figures(long modules, String sum, Map<String, Long> byType) {
        static Figures of(String architecture) {
            return architecture.equals("amd64") ? amd64() : arm64();
        }

        long total() {
            return byType.values().stream().mapToLong(Long::longValue).sum();
        }

        private static Figures amd64() {
            return new Figures(
                    4023,
                    "bc5f0b2266848a26",
                    new TreeMap<>(Map.of(
                            "R_X86_64_PC32", 2_882_173L,
                            "R_X86_64_PLT32", 1_524_734L,
                            "R_X86_64_64", 724_716L,
                            "R_X86_64_32S", 499_753L,
                            "R_X86_64_PC64", 39_928L,
                            "R_X86_64_NONE", 65L)));
        }

        private static Figures arm64() {
            Map<String, Long> counts = new TreeMap<>(Map.of(
                    "R_AARCH64_ABS64", 643_066L,
                    "R_AARCH64_PREL64", 39_798L,
                    "R_AARCH64_PREL32", 393_454L,
                    "R_AARCH64_ADR_PREL_PG_HI21", 435_426L,
                    "R_AARCH64_ADD_ABS_LO12_NC", 406_471L,
                    "R_AARCH64_JUMP26", 11L,
                    "R_AARCH64_CALL26", 922_725L));
            counts.put("R_AARCH64_LDST8_ABS_LO12_NC", 4_879L);
            counts.put("R_AARCH64_LDST16_ABS_LO12_NC", 349L);
            counts.put("R_AARCH64_LDST32_ABS_LO12_NC", 18_636L);
            counts.put("R_AARCH64_LDST64_ABS_LO12_NC", 22_999L);
            counts.put("R_AARCH64_LDST128_ABS_LO12_NC", 51L);
            return new Figures(3685, "191b5f39f22015b0", counts);
        }
    }
}
