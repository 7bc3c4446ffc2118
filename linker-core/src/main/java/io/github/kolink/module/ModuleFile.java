// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import io.github.kolink.codec.Codecs;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.finding.LinkException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A module as it lies on disk: plain or compressed, with or without an appended signature. */
public final class ModuleFile {
    /**
     * The largest module kolink reads, compressed or not [bytes]: ten times the largest one of a distribution, a third of
     * the memory a reader needs at most.
     */
    public static final int MAX_SIZE = 256 << 20;

    private final String name;
    private final byte[] bytes;
    private final Optional<AppendedSignature> signature;
    private final byte[] signatureData;

    private ModuleFile(String name, byte[] bytes, Optional<AppendedSignature> signature, byte[] signatureData) {
        this.name = name;
        this.bytes = bytes;
        this.signature = signature;
        this.signatureData = signatureData;
    }

    /**
     * Reads a file.
     *
     * @param path plain, gzip, xz or zstd, recognised by content
     * @return the module
     * @throws IOException if the file cannot be read or decompressed, or is larger than {@link #MAX_SIZE}
     */
    public static ModuleFile read(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] raw = Files.size(path) > MAX_SIZE ? new byte[0] : in.readNBytes(MAX_SIZE);
            // A pipe has no size beforehand.
            if (Files.size(path) > MAX_SIZE || in.read() >= 0) {
                throw new IOException(path + ": larger than " + MAX_SIZE + " bytes");
            }
            return of(path.toString(), raw);
        }
    }

    /**
     * Takes bytes that were read already.
     *
     * @param name what findings call the module
     * @param raw plain or compressed; not copied
     * @return the module
     * @throws IOException if the bytes cannot be decompressed, or become more than {@link #MAX_SIZE}
     */
    public static ModuleFile of(String name, byte[] raw) throws IOException {
        ByteBuffer plain = Codecs.decompress(ByteBuffer.wrap(raw), name, MAX_SIZE);
        byte[] bytes;
        if (plain.hasArray() && plain.arrayOffset() == 0 && plain.array().length == plain.remaining()) {
            bytes = plain.array();
        } else {
            bytes = new byte[plain.remaining()];
            plain.get(bytes);
        }
        Optional<AppendedSignature> signature = AppendedSignature.find(bytes);
        if (signature.isEmpty()) {
            return new ModuleFile(name, bytes, signature, new byte[0]);
        }
        int end = signature.get().offset();
        return new ModuleFile(
                name,
                Arrays.copyOf(bytes, end),
                signature,
                Arrays.copyOfRange(bytes, end, end + signature.get().length()));
    }

    /**
     * What findings call it.
     *
     * @return usually its path
     */
    public String name() {
        return name;
    }

    /**
     * The module proper.
     *
     * @return uncompressed and without signature; not copied
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * The appended signature.
     *
     * @return empty if there is none
     */
    public Optional<AppendedSignature> signature() {
        return signature;
    }

    /**
     * The appended PKCS#7 data.
     *
     * @return [DER], not copied; empty if there is none, or its trailer is damaged
     */
    public byte[] signatureData() {
        return signatureData;
    }

    /**
     * The module as ELF.
     *
     * @return a view over the bytes
     * @throws LinkException if the bytes are no ELF file
     */
    public ElfFile elf() {
        return ElfFile.parse(name, bytes);
    }
}
