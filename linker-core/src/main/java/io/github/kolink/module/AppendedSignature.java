// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A signature appended to a module: PKCS#7 data, a 12-byte {@code struct module_signature} and a marker
 * (include/linux/module_signature.h 6.1). Located, not verified.
 *
 * @param offset of the PKCS#7 data [bytes into the file]; where the module proper ends
 * @param length of the PKCS#7 data [bytes]
 * @param idType {@code id_type}; 2 is PKCS#7
 * @param damage what is wrong with the trailer; empty if nothing is
 */
public record AppendedSignature(int offset, int length, int idType, Optional<String> damage) {
    private static final byte[] MARKER = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
    private static final int TRAILER = 12;

    /**
     * Looks for a signature at the end of a file.
     *
     * @param file the whole file, uncompressed
     * @return empty if the file does not end with the marker
     */
    public static Optional<AppendedSignature> find(byte[] file) {
        int markerAt = file.length - MARKER.length;
        if (markerAt < 0 || !Arrays.equals(file, markerAt, file.length, MARKER, 0, MARKER.length)) {
            return Optional.empty();
        }
        int trailerAt = markerAt - TRAILER;
        if (trailerAt < 0) {
            return Optional.of(new AppendedSignature(
                    markerAt,
                    0,
                    0,
                    Optional.of("the file ends with the signature marker but has no trailer before it")));
        }
        long length = (file[trailerAt + 8] & 0xffL) << 24
                | (file[trailerAt + 9] & 0xff) << 16
                | (file[trailerAt + 10] & 0xff) << 8
                | (file[trailerAt + 11] & 0xff);
        if (length > trailerAt) {
            return Optional.of(new AppendedSignature(
                    markerAt,
                    0,
                    file[trailerAt + 2],
                    Optional.of("the signature says it has " + length + " bytes, only " + trailerAt
                            + " come before its trailer")));
        }
        return Optional.of(
                new AppendedSignature(trailerAt - (int) length, (int) length, file[trailerAt + 2], Optional.empty()));
    }
}
