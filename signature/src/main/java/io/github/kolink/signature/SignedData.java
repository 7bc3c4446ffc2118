// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import io.github.kolink.kernel.KernelTarget;
import java.util.EnumMap;
import java.util.Map;

/** What a signature is over; digested once for each algorithm, however often it is verified. Not thread-safe. */
final class SignedData {
    private final Bytes bytes;
    private final Map<Digest, byte[]> digests = new EnumMap<>(Digest.class);

    SignedData(Bytes bytes) {
        this.bytes = bytes;
    }

    /** The digest, if the kernel has been built with it; not copied. */
    byte[] digest(Digest algorithm, KernelTarget target) throws Refusal {
        byte[] known = digests.get(algorithm);
        if (known == null) {
            known = algorithm.of(bytes, target);
            digests.put(algorithm, known);
        }
        return known;
    }
}
