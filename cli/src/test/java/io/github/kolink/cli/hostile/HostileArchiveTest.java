// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.hostile;

import com.github.luben.zstd.ZstdOutputStream;
import io.github.kolink.module.DecompressionBomb;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Decompression bombs in the formats whose decoders the command line brings. */
class HostileArchiveTest {
    /** The decoders' own windows. */
    private static final long OWN = 160 << 20;

    @TempDir
    Path folder;

    @Test
    void aGibibyteInXzIsRefusedAtTheBound() throws IOException {
        DecompressionBomb.write(folder.resolve("bomb.ko.xz"), out -> new XZOutputStream(out, new LZMA2Options(0)))
                .assertRefused(OWN);
    }

    @Test
    void aGibibyteInZstdIsRefusedAtTheBound() throws IOException {
        DecompressionBomb.write(folder.resolve("bomb.ko.zst"), ZstdOutputStream::new)
                .assertRefused(OWN);
    }
}
