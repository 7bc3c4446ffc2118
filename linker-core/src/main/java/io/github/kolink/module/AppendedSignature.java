// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A signature appended to a module: PKCS#7 data, a 12-byte {@code struct module_signature} and a marker
 * (include/linux/module_signature.h 6.1). Located, not verified.
 *
 * @param offset of the PKCS#7 data [bytes into the file]; where the module proper ends: before the marker, if the trailer
 *     is damaged or of another kind ({@code mod_verify_sig}, kernel/module/signing.c 6.1)
 * @param length of the PKCS#7 data [bytes]
 * @param idType {@code id_type}; 2 is PKCS#7
 * @param plain whether the fields that mean nothing for PKCS#7 are zero, as they must be
 * @param damage what is wrong with the trailer; empty if nothing is
 */
public record AppendedSignature(int offset, int length, int idType, boolean plain, Optional<String> damage) {
    /** {@code id_type} of PKCS#7 data. */
    public static final int PKCS7 = 2;

    private static final byte[] MARKER = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
    private static final int TRAILER = 12;
    /** {@code algo}, {@code hash}, {@code signer_len}, {@code key_id_len} and {@code __pad}. */
    private static final int[] NOT_FOR_PKCS7 = {0, 1, 3, 4, 5, 6, 7};

    /**
     * Looks for a signature at the end of a file.
     *
     * @param file the whole file, uncompressed
     * @return empty if the file does not end with the marker, or is nothing else ({@code module_sig_check},
     *     kernel/module/signing.c 6.1)
     */
    public static Optional<AppendedSignature> find(byte[] file) {
        return find(file, file.length);
    }

    /** The same for a file of that size, of which other bytes follow in the array. */
    static Optional<AppendedSignature> find(byte[] file, int size) {
        int markerAt = size - MARKER.length;
        if (markerAt <= 0 || !Arrays.equals(file, markerAt, size, MARKER, 0, MARKER.length)) {
            return Optional.empty();
        }
        int trailerAt = markerAt - TRAILER;
        if (trailerAt < 0) {
            return Optional.of(new AppendedSignature(
                    markerAt,
                    0,
                    0,
                    true,
                    Optional.of("the file ends with the signature marker but has no trailer before it")));
        }
        long length = (file[trailerAt + 8] & 0xffL) << 24
                | (file[trailerAt + 9] & 0xff) << 16
                | (file[trailerAt + 10] & 0xff) << 8
                | (file[trailerAt + 11] & 0xff);
        boolean plain = true;
        for (int field : NOT_FOR_PKCS7) {
            plain &= file[trailerAt + field] == 0;
        }
        // As in mod_check_sig (kernel/module_signature.c 6.1): something must come before the signature.
        if (length >= trailerAt) {
            return Optional.of(new AppendedSignature(
                    markerAt,
                    0,
                    file[trailerAt + 2],
                    plain,
                    Optional.of("the signature says it has " + length + " bytes, only " + trailerAt
                            + " come before its trailer")));
        }
        if (file[trailerAt + 2] != PKCS7) {
            // The kernel does not look for the data of other kinds: trailer and data stay part of the module.
            return Optional.of(new AppendedSignature(markerAt, 0, file[trailerAt + 2], plain, Optional.empty()));
        }
        return Optional.of(new AppendedSignature(
                trailerAt - (int) length, (int) length, file[trailerAt + 2], plain, Optional.empty()));
    }
}
