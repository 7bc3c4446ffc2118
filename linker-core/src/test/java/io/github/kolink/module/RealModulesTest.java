// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All modules of real kernels, against what the kernel's own build and other tools say of them. The folder {@code
 * KOLINK_KERNELS} holds {@code amd64} and {@code arm64}, each as {@code testdata/kernels/obtain} unpacks it, with headers.
 */
@EnabledIfEnvironmentVariable(named = "KOLINK_KERNELS", matches = ".+")
class RealModulesTest {
    private static final int STEP = 40;

    private static KernelModule module(Path path) throws IOException {
        return KernelModule.of(
                ElfFile.parse(path.toString(), ModuleFile.read(path).bytes()));
    }

    private static List<Path> modules(String architecture) {
        List<Path> paths = TestFiles.realModules(architecture);
        Assumptions.assumeFalse(paths.isEmpty(), "no " + architecture + " kernel");
        return paths;
    }

    private static List<String> symvers(String architecture) throws IOException {
        Path sources = TestFiles.kernels().orElseThrow().resolve(architecture).resolve("usr/src");
        try (Stream<Path> headers = Files.list(sources)) {
            Path file = headers.map(folder -> folder.resolve("Module.symvers"))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow();
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void exportsAreTheRowsOfModuleSymvers(String architecture) throws IOException {
        TreeSet<String> expected = new TreeSet<>();
        for (String row : symvers(architecture)) {
            String[] columns = row.split("\t", -1);
            if (!columns[2].equals("vmlinux")) {
                expected.add(String.join(" ", columns[0], columns[1], columns[2], columns[3], columns[4]));
            }
        }
        TreeSet<String> actual = new TreeSet<>();
        for (Path path : modules(architecture)) {
            String text = path.toString();
            String owner = text.substring(text.indexOf("/kernel/") + 1).replaceFirst("\\.ko.*", "");
            owner = owner.startsWith("kernel/") ? owner.substring("kernel/".length()) : owner;
            for (ModuleExport export : module(path).exports()) {
                actual.add(String.format("0x%08x", export.crc().orElse(0)) + " " + export.name() + " " + owner + " "
                        + (export.gplOnly() ? "EXPORT_SYMBOL_GPL" : "EXPORT_SYMBOL") + " "
                        + export.namespace().orElse(""));
            }
        }
        assertTrue(expected.size() > 1000, expected.size() + " rows");
        assertEquals(List.copyOf(expected), List.copyOf(actual));
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void importsHaveTheVersionsOfTheirExports(String architecture) throws IOException {
        Map<String, Integer> crcs = new HashMap<>();
        for (String row : symvers(architecture)) {
            String[] columns = row.split("\t", -1);
            crcs.put(columns[1], Integer.parseUnsignedInt(columns[0].substring(2), 16));
        }
        long imports = 0;
        for (Path path : modules(architecture)) {
            KernelModule module = module(path);
            Map<String, Integer> versions = module.versions().all();
            for (ModuleImport imported : module.imports()) {
                if (!imported.name().equals("_GLOBAL_OFFSET_TABLE_")) {
                    assertEquals(crcs.get(imported.name()), versions.get(imported.name()), path + " " + imported);
                    imports++;
                }
            }
        }
        assertTrue(imports > 10_000, imports + " imports");
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void nmListsTheSameUndefinedSymbols(String architecture) throws IOException {
        List<Path> paths = modules(architecture);
        for (int i = 0; i < paths.size(); i += STEP) {
            List<String> expected = new ArrayList<>();
            for (String line : Tool.named("nm").run("-u", paths.get(i).toString())) {
                expected.add(line.strip().replaceFirst("^[Uvw] ", ""));
            }
            List<String> actual = new ArrayList<>(module(paths.get(i)).imports().stream()
                    .map(ModuleImport::name)
                    .toList());
            Collections.sort(expected);
            Collections.sort(actual);
            assertEquals(expected, actual, paths.get(i).toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void modinfoShowsTheSame(String architecture) throws IOException {
        List<Path> paths = modules(architecture);
        Tool modinfo = Tool.named("modinfo");
        for (int i = 0; i < paths.size(); i += STEP) {
            ModuleInfo info = module(paths.get(i)).info();
            for (String key : List.of("alias", "depends", "vermagic", "license", "name", "firmware", "author")) {
                assertEquals(
                        String.join("\n", info.all(key)),
                        String.join("\n", modinfo.run("-F", key, paths.get(i).toString())),
                        paths.get(i) + " " + key);
            }
        }
    }

    @Test
    void everyModuleHasAName() throws IOException {
        for (Path path : modules("amd64")) {
            String file = path.getFileName().toString();
            String expected = file.substring(0, file.indexOf(".ko")).replace('-', '_');
            assertEquals(expected, module(path).name());
        }
    }
}
