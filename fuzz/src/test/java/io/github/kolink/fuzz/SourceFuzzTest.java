// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import io.github.kolink.symbols.KernelSymbolTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32C;

/** Whatever tells of a kernel: snapshots, images, symbol lists, exports, options. Which it is, its content says. */
class SourceFuzzTest {
    private static final KernelSnapshot OTHER = snapshot("ffff800008000000 T _text\nffff800008000100 T do_it\n");

    private static final int AT_CHECKSUM = 12;
    private static final int AT_LENGTH = 16;
    private static final int HEADER = 64;

    private static KernelSnapshot snapshot(String text) {
        try {
            return KernelSnapshot.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), "other");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @FuzzTest
    void snapshot(byte[] file) {
        read(file);
    }

    /** With the length and the checksum that are right for what else is in it: a checksum keeps no forger out. */
    @FuzzTest
    void forgedSnapshot(byte[] file) {
        byte[] forged = file.clone();
        if (forged.length >= HEADER) {
            ByteBuffer header = ByteBuffer.wrap(forged).order(ByteOrder.LITTLE_ENDIAN);
            header.putLong(AT_LENGTH, forged.length);
            CRC32C sum = new CRC32C();
            sum.update(forged, 0, AT_CHECKSUM);
            sum.update(forged, AT_CHECKSUM + 4, forged.length - AT_CHECKSUM - 4);
            header.putInt(AT_CHECKSUM, (int) sum.getValue());
        }
        read(forged);
    }

    @FuzzTest
    void image(byte[] file) {
        read(file);
    }

    /** Types that stand behind a whole kernel image. */
    @FuzzTest
    void btf(byte[] types) {
        byte[] file = Arrays.copyOf(Image.PLAIN, Image.PLAIN.length + types.length);
        System.arraycopy(types, 0, file, Image.PLAIN.length, types.length);
        read(file);
    }

    /** Read when it is first needed. */
    private static final class Image {
        static final byte[] PLAIN = seed("SourceFuzzTestInputs/image/plain32");

        private static byte[] seed(String name) {
            try (InputStream in = Objects.requireNonNull(SourceFuzzTest.class.getResourceAsStream(name))) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @FuzzTest
    void kallsyms(byte[] file) {
        read(file);
    }

    @FuzzTest
    void symvers(byte[] file) {
        read(file);
    }

    @FuzzTest
    void config(byte[] file) {
        read(file);
    }

    private static void read(byte[] file) {
        Bounds.check(file, () -> told(KernelSnapshot.of(ByteBuffer.wrap(file), "fuzz")));
    }

    private static String told(KernelSnapshot kernel) throws IOException {
        StringBuilder words = new StringBuilder();
        words.append(kernel.release())
                .append(kernel.banner())
                .append(kernel.vermagic())
                .append(kernel.architecture())
                .append(kernel.buildId())
                .append(kernel.structModule())
                .append(kernel.config())
                .append(kernel.sources())
                .append(kernel.conflicts())
                .append(kernel.system())
                .append(kernel.knowsExports())
                .append(KernelFacts.of(kernel, Set.of()).assumed());
        kernel.certificates().forEach(certificate -> words.append(Arrays.hashCode(certificate)));
        KernelSymbolTable symbols = kernel.symbols();
        for (int i = 0; i < symbols.size(); i += 1 + symbols.size() / 50) {
            KernelSymbol symbol = symbols.symbol(i);
            words.append(symbol).append(symbols.exported(symbol.name()));
            words.append(symbols.find(symbol.name()).size()).append(symbols.nearest(i * 977L));
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        kernel.writeKallsyms(text);
        words.append(Arrays.hashCode(text.toByteArray()));
        KernelSnapshot merged = KernelSnapshot.merge(List.of(kernel, OTHER));
        return words.append(merged.conflicts()).append(merged.symbols().size()).toString();
    }
}
