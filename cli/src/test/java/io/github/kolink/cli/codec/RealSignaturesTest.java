// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.loadcheck.SignatureVerifier;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.ModuleSearch;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All modules of Debian kernels against the key found in the kernel's own image, with openssl as second opinion. {@code
 * KOLINK_KERNELS} names a folder of unpacked kernels.
 */
@EnabledIfEnvironmentVariable(named = "KOLINK_KERNELS", matches = ".+")
class RealSignaturesTest {
    private static final int SAMPLE = 25;
    private static final SignatureVerifier VERIFIER =
            ServiceLoader.load(SignatureVerifier.class).findFirst().orElseThrow();

    @TempDir
    private Path folder;

    private static Path one(Path folder, String glob) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            return found.iterator().next();
        }
    }

    private static KernelTarget kernel(Path folder) throws IOException {
        KernelSnapshot snapshot = KernelSnapshot.merge(List.of(
                KernelSnapshot.open(one(folder.resolve("boot"), "vmlinuz-*")),
                KernelSnapshot.open(one(folder.resolve("boot"), "config-*"))));
        return new KernelTarget(snapshot, KernelFacts.of(snapshot, Set.of()), Map.of());
    }

    private static String end(byte[] module, byte[] signature, KernelTarget kernel) {
        SignatureVerifier.Outcome outcome =
                VERIFIER.verify(module, signature, kernel.snapshot().certificates(), kernel);
        assertEquals("", outcome.undecided());
        assertEquals("", outcome.kernelMessage());
        return outcome.errno();
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64", "amd64-trixie", "amd64-trixie-backports", "arm64-trixie"})
    void everyModuleIsSignedWithTheKeyInTheImage(String name) throws Exception {
        Path folder = Path.of(System.getenv("KOLINK_KERNELS"), name);
        assumeTrue(Files.isDirectory(folder.resolve("boot")), "no kernel " + name);
        KernelTarget kernel = kernel(folder);
        assertEquals(1, kernel.snapshot().certificates().size());
        List<Path> modules = ModuleSearch.below(one(folder.resolve("lib/modules"), "*"));
        int step = Math.max(1, modules.size() / SAMPLE);
        for (int i = 0; i < modules.size(); i++) {
            ModuleFile file = ModuleFile.read(modules.get(i));
            assertEquals("", end(file.bytes(), file.signatureData(), kernel), file.name());
            if (i % step == 0) {
                byte[] changed = file.bytes().clone();
                changed[changed.length / 2] ^= 1;
                assertEquals("EKEYREJECTED", end(changed, file.signatureData(), kernel), file.name());
                openssl(file.bytes(), file, kernel).ifPresent(good -> assertTrue(good, file.name()));
                openssl(changed, file, kernel).ifPresent(good -> assertFalse(good, file.name()));
            }
        }
        assertTrue(modules.size() > 100, modules.size() + " modules");
    }

    /** Whether openssl takes the signature; empty if there is no openssl. */
    private Optional<Boolean> openssl(byte[] module, ModuleFile file, KernelTarget kernel) throws Exception {
        Path content = Files.write(folder.resolve("module"), module);
        Path signature = Files.write(folder.resolve("signature"), file.signatureData());
        Path certificate = Files.writeString(
                folder.resolve("certificate"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(kernel.snapshot().certificates().get(0))
                        + "\n-----END CERTIFICATE-----\n");
        try {
            ProcessBuilder command = new ProcessBuilder(
                            "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-noverify")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            List<String> line = new ArrayList<>(command.command());
            line.addAll(List.of("-nointern", "-in", signature.toString(), "-content", content.toString()));
            line.addAll(List.of("-certfile", certificate.toString()));
            Process process = command.command(line).start();
            assertTrue(process.waitFor(1, TimeUnit.MINUTES));
            return Optional.of(process.exitValue() == 0);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
