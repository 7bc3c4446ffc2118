// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.cli.target.ModuleDirectory;
import io.github.kolink.symbols.DebianKernel;
import io.github.kolink.symbols.ReferenceModule;
import io.github.kolink.symbols.structure.StructModule;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of Debian kernels, compressed as they come. */
@EnabledIfEnvironmentVariable(named = "KOLINK_KERNELS", matches = ".+")
class RealImageTest {
    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void everyExportOfSymversHasItsAddressClassCrcAndNamespaceFromTheImage(String architecture) throws IOException {
        new DebianKernel(architecture).assertImageTellsWhatSymversTells();
    }

    /** The kernel's BTF tells what the compiler put into each of its modules. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "amd64",
                "amd64-trixie",
                "amd64-trixie-backports",
                "arm64",
                "arm64-trixie",
                "arm64-trixie-backports"
            })
    void structModuleOfTheImageIsThatOfTheModules(String folder) throws IOException {
        DebianKernel kernel = new DebianKernel(folder);
        ReferenceModule module = ModuleDirectory.below(kernel.modules())
                .reference()
                .orElseThrow()
                .system()
                .reference()
                .orElseThrow();
        StructModule struct = new StructModule(
                module.structSize(),
                module.initOffset().orElseThrow(),
                module.exitOffset().orElseThrow());
        assertEquals(Optional.of(struct), kernel.image().structModule());
    }

    @Test
    void anImageWithoutBtfDoesNotTellStructModule() throws IOException {
        assertEquals(Optional.empty(), new DebianKernel("m68k").image().structModule());
    }
}
