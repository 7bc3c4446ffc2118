// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import io.github.kolink.codec.Codec;
import io.github.kolink.codec.CodecException;
import io.github.kolink.codec.Codecs;
import io.github.kolink.symbols.table.RefusedSourceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the kernel inside a boot file: the payload of an x86 bzImage (setup header, {@code Documentation/x86/boot.rst}
 * (6.1)), of an EFI zboot image (arm64, since 6.1; {@code drivers/firmware/efi/libstub/zboot-header.S}), the file
 * itself, or a compressed stream somewhere in it.
 */
final class KernelPayload {
    /** The most bytes a kernel may decompress to [bytes]. */
    static final long LIMIT = 1L << 29;

    private static final int SETUP_SECTORS = 0x1f1;
    private static final int BOOT_MAGIC = 0x202;
    private static final int BOOT_VERSION = 0x206;
    private static final int PAYLOAD_OFFSET = 0x248;
    private static final int PAYLOAD_LENGTH = 0x24c;
    private static final int HDRS = 0x53726448;
    private static final int SECTOR = 512;
    private static final int ZIMG = 0x676d697a;
    private static final int MOST_ATTEMPTS = 64;

    private final ByteBuffer file;
    private final String fileName;

    KernelPayload(ByteBuffer file, String fileName) {
        this.file = file.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.fileName = fileName;
    }

    /** Tells whether the file is an x86 boot image. */
    boolean isBzImage() {
        return file.capacity() > PAYLOAD_LENGTH + 4
                && file.getInt(BOOT_MAGIC) == HDRS
                && file.getShort(BOOT_VERSION) >= 0x208;
    }

    private boolean isZboot() {
        return file.capacity() > 32 && file.get(0) == 'M' && file.get(1) == 'Z' && file.getInt(4) == ZIMG;
    }

    /** The payload a header points to, decoded; empty if there is no such header. */
    Optional<ByteBuffer> byHeader() throws RefusedSourceException {
        if (isBzImage()) {
            int sectors = file.get(SETUP_SECTORS) & 0xff;
            long at = (sectors == 0 ? 4L : sectors) * SECTOR + SECTOR + (file.getInt(PAYLOAD_OFFSET) & 0xffffffffL);
            return Optional.of(decode(at, file.getInt(PAYLOAD_LENGTH) & 0xffffffffL, "x86 boot header"));
        }
        if (isZboot()) {
            return Optional.of(decode(file.getInt(8) & 0xffffffffL, file.getInt(12) & 0xffffffffL, "EFI zboot header"));
        }
        return Optional.empty();
    }

    private ByteBuffer decode(long at, long length, String header) throws RefusedSourceException {
        if (at > file.capacity() || length > file.capacity() - at || length == 0) {
            throw new RefusedSourceException(
                    fileName,
                    "the " + header + " puts the kernel at bytes " + at + " to " + (at + length) + " of a file of "
                            + file.capacity() + "; the file is cut off or no kernel");
        }
        ByteBuffer payload = file.slice((int) at, (int) length);
        try {
            return Codecs.decompress(payload, fileName, LIMIT);
        } catch (CodecException e) {
            throw new RefusedSourceException(fileName, withoutName(e), e);
        }
    }

    private String withoutName(CodecException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith(fileName + ": ") ? message.substring(fileName.length() + 2) : message;
    }

    /** Tries every place that looks like the start of a compressed stream until the kernel is accepted. */
    boolean scan(Predicate<ByteBuffer> accept) {
        List<Codec> codecs = Codecs.list();
        int attempts = 0;
        for (int at = 1; at + 16 < file.capacity() && attempts < MOST_ATTEMPTS; at++) {
            byte first = file.get(at);
            if (first != 0x1f && first != (byte) 0xfd && first != 0x28 && first != 0x02) {
                continue;
            }
            ByteBuffer rest = file.slice(at, file.capacity() - at);
            Optional<Codec> codec = codecs.stream()
                    .filter(candidate -> candidate.recognises(rest))
                    .findFirst();
            if (codec.isPresent()) {
                attempts++;
                Optional<ByteBuffer> stream = decodeIfSound(rest);
                if (stream.isPresent() && accept.test(stream.get())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Empty if the bytes are no stream after all. */
    private Optional<ByteBuffer> decodeIfSound(ByteBuffer bytes) {
        try {
            return Optional.of(Codecs.decompress(bytes, fileName, LIMIT));
        } catch (CodecException e) {
            return Optional.empty();
        }
    }
}
