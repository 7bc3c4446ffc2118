// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import io.github.kolink.kernel.KernelTarget;

/**
 * A signature over data.
 *
 * @param kind of the key it is made with
 * @param digest of the data
 * @param value the signature proper
 * @param data what is signed
 */
record Signature(KeyKind kind, Digest digest, Bytes value, SignedData data) {
    /** The digest of the data. */
    byte[] over(KernelTarget target) throws Refusal {
        return data.digest(digest, target);
    }
}
