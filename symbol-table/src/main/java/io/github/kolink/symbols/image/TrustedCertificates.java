// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Finds the keys a kernel trusts from its build (certs/system_certificates.S 6.1; the same up to 7.3): X.509 certificates one
 * behind the other, then, each aligned, the size of them all and the size of the first of them that belong to the
 * modules' signing key. The two sizes are what tells this list from any other run of certificates, such as that of the revoked
 * ones, which has one size. {@code .align 8} means 8 bytes to most assemblers and 2^8 to that of arm64.
 */
final class TrustedCertificates {
    /** {@code SEQUENCE} with a length of two bytes: what the kernel requires of each certificate. */
    private static final byte[] SEQUENCE = {0x30, (byte) 0x82};

    private static final int HEADER = 4;
    private static final int MOST = 256;

    private final ImageBytes image;
    private final int start;
    private final List<Integer> ends = new ArrayList<>();

    private TrustedCertificates(ImageBytes image, int start) {
        this.image = image;
        this.start = start;
    }

    /** The certificates of an image [DER in base64]; empty if there is no such list. */
    static List<String> in(ImageBytes image) {
        for (int at = image.find(SEQUENCE, 0); at >= 0; at = image.find(SEQUENCE, at + 1)) {
            TrustedCertificates list = new TrustedCertificates(image, at);
            if (list.follow() && list.isCounted()) {
                return list.encoded();
            }
        }
        return List.of();
    }

    /** Walks from certificate to certificate. */
    private boolean follow() {
        int at = start;
        while (ends.size() < MOST && isCertificate(at)) {
            at += size(at);
            ends.add(at);
        }
        return !ends.isEmpty();
    }

    /** A certificate is a sequence that begins with a sequence. */
    private boolean isCertificate(int at) {
        return image.has(at, HEADER + 2)
                && isSequence(at)
                && image.has(at, size(at))
                && image.u8(at + HEADER) == 0x30
                && (image.u8(at + HEADER + 1) & 0x80) != 0;
    }

    private boolean isSequence(int at) {
        return image.u8(at) == 0x30 && image.u8(at + 1) == 0x82;
    }

    private int size(int at) {
        return HEADER + ((image.u8(at + 2) << 8) | image.u8(at + 3));
    }

    /** Whether the two sizes follow, in words of either width and order. */
    private boolean isCounted() {
        return isCounted(8) || isCounted(256);
    }

    private boolean isCounted(int alignment) {
        int end = ends.get(ends.size() - 1);
        // The list is aligned in memory, and so is everything in the image relative to it.
        int first = end + (-(end - start) & (alignment - 1));
        int second = first + alignment;
        if (!image.has(first, 8) || !image.has(second, 8)) {
            return false;
        }
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            ImageBytes words = image.in(order);
            if (isCounted(words.i64(first), words.i64(second)) || isCounted(words.u32(first), words.u32(second))) {
                return true;
            }
        }
        return false;
    }

    private boolean isCounted(long all, long ofModules) {
        int end = ends.get(ends.size() - 1);
        return all == end - start
                && (ofModules == 0 || (ofModules > 0 && ofModules <= all && ends.contains((int) (start + ofModules))));
    }

    private List<String> encoded() {
        List<String> certificates = new ArrayList<>();
        int from = start;
        for (int end : ends) {
            certificates.add(Base64.getEncoder().encodeToString(Arrays.copyOfRange(image.bytes, from, end)));
            from = end;
        }
        return certificates;
    }
}
