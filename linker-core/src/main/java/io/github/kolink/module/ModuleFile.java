// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import io.github.kolink.codec.Codecs;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.finding.LinkException;
import io.github.kolink.kernel.KernelFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    private final byte[] array;
    private final int size;
    private final Optional<AppendedSignature> signature;

    /**
     * A file.
     *
     * @param array begins with the module proper, which its signature follows
     * @param size of the module proper [bytes]
     */
    private ModuleFile(String name, byte[] array, int size, Optional<AppendedSignature> signature) {
        this.name = name;
        this.array = array;
        this.size = size;
        this.signature = signature;
    }

    /**
     * Reads a file.
     *
     * @param path plain, gzip, xz or zstd, recognised by content
     * @return the module
     * @throws IOException if the file cannot be read or decompressed, or is larger than {@link #MAX_SIZE}
     */
    public static ModuleFile read(Path path) throws IOException {
        return read(path, new FileBuffer());
    }

    /**
     * Reads a file into a buffer.
     *
     * @param path plain, gzip, xz or zstd, recognised by content
     * @param buffer what was read into it before is lost
     * @return the module, until the buffer is read into again
     * @throws IOException if the file cannot be read or decompressed, or is larger than {@link #MAX_SIZE}
     */
    public static ModuleFile read(Path path, FileBuffer buffer) throws IOException {
        String name = path.toString();
        int size = buffer.read(path, MAX_SIZE);
        return of(name, ByteBuffer.wrap(buffer.array(), 0, size));
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
        return of(name, ByteBuffer.wrap(raw));
    }

    private static ModuleFile of(String name, ByteBuffer raw) throws IOException {
        ByteBuffer plain = Codecs.decompress(raw, name, MAX_SIZE);
        int size = plain.remaining();
        byte[] bytes;
        if (plain.hasArray() && plain.arrayOffset() + plain.position() == 0) {
            bytes = plain.array();
        } else {
            bytes = new byte[size];
            plain.get(bytes);
        }
        Optional<AppendedSignature> signature = AppendedSignature.find(bytes, size);
        return new ModuleFile(
                name, bytes, signature.isPresent() ? signature.get().offset() : size, signature);
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
     * @return uncompressed and without signature; not copied if nothing follows it
     */
    public byte[] bytes() {
        return array.length == size ? array : Arrays.copyOf(array, size);
    }

    /**
     * The module proper without a copy.
     *
     * @return begins with it and is {@link #size} or more bytes long
     */
    public byte[] array() {
        return array;
    }

    /**
     * The size of the module proper.
     *
     * @return [bytes], uncompressed and without signature
     */
    public int size() {
        return size;
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
     * @return [DER]; empty if there is none, or its trailer is damaged
     */
    public byte[] signatureData() {
        return signature
                .map(found -> Arrays.copyOfRange(array, found.offset(), found.offset() + found.length()))
                .orElseGet(() -> new byte[0]);
    }

    /**
     * The module as ELF.
     *
     * @return a view over the bytes
     * @throws LinkException if the bytes are no ELF file
     */
    public ElfFile elf() {
        return ElfFile.parse(name, bytes());
    }

    /**
     * The module as the kernel of one machine reads it.
     *
     * @param kernel the kernel's machine
     * @param facts the kernel
     * @return a view over the bytes
     * @throws LinkException if the kernel refuses the file
     */
    public ElfFile elfAs(ElfMachine kernel, KernelFacts facts) {
        return ElfFile.parseAs(name, array, size, kernel, facts);
    }
}
