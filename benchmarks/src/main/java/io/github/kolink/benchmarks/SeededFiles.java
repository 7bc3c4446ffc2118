// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.benchmarks;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.testdata.SeededFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Modules with a fault each, for {@code benchmarks/run} to show to kolink and to its peers. */
final class SeededFiles {
    private static final byte[] SIGNED = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SIGNATURE = 12; // struct module_signature, which ends with the length of what is before it

    private SeededFiles() {}

    /**
     * Writes {@code FOLDER/none/NAME.ko}, the sound module, and {@code FOLDER/<fault>/NAME.ko}; prints the faults. The
     * signature is cut off, as with it every change would be noticed.
     *
     * @param args module and folder
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        byte[] module = unsigned(Files.readAllBytes(file));
        ElfFile.parse(file.toString(), module);
        write(args[1], "none", file, module);
        for (SeededFault fault : SeededFault.values()) {
            String name = fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
            write(args[1], name, file, fault.seed(module));
            System.out.println(name);
        }
    }

    private static void write(String folder, String fault, Path file, byte[] bytes) throws IOException {
        Path target = Files.createDirectories(Path.of(folder, fault));
        Files.write(target.resolve(file.getFileName()), bytes);
    }

    private static byte[] unsigned(byte[] module) {
        int end = module.length - SIGNED.length;
        if (end < SIGNATURE || !Arrays.equals(module, end, module.length, SIGNED, 0, SIGNED.length)) {
            return module;
        }
        int length = 0;
        for (int i = end - Integer.BYTES; i < end; i++) {
            length = (length << 8) | (module[i] & 0xff);
        }
        return Arrays.copyOf(module, end - SIGNATURE - length);
    }
}
