// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import io.github.kolink.codec.Codecs;
import io.github.kolink.kernel.jnr.ModuleCalls;
import io.github.kolink.load.ResidentModule;
import io.github.kolink.module.ModuleFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The kernel as the loader: what {@code insmod} does. */
final class SyscallBackend implements Backend {
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    private final ModuleCalls calls;

    SyscallBackend(ModuleCalls calls) {
        this.calls = calls;
    }

    @Override
    public Attempt insert(Path file, String parameters) throws IOException {
        if (isElf(file)) {
            calls.init(file, parameters);
        } else {
            // With its signature, which the kernel may ask for.
            ByteBuffer plain =
                    Codecs.decompress(ByteBuffer.wrap(Files.readAllBytes(file)), file.toString(), ModuleFile.MAX_SIZE);
            byte[] image = new byte[plain.remaining()];
            plain.get(image);
            calls.init(image, parameters);
        }
        return Attempt.DONE;
    }

    private static boolean isElf(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(ELF, in.readNBytes(ELF.length));
        }
    }

    @Override
    public List<ResidentModule> list() {
        return calls.list();
    }

    @Override
    public void remove(String name) {
        calls.remove(name);
    }
}
