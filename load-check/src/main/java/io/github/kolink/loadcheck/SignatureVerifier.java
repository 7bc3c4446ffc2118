// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import java.util.List;

/**
 * Verifies a module's PKCS#7 signature as {@code verify_pkcs7_signature} does (certs/system_keyring.c, crypto/asymmetric_keys
 * 6.1). Found by {@code ServiceLoader}; without one on the path signatures are "unknown".
 */
public interface SignatureVerifier {
    /**
     * What the kernel's verification returns.
     *
     * @param errno name of the error, such as {@code ENOKEY} or {@code EKEYREJECTED}; empty if the signature is valid
     * @param kernelMessage what the kernel prints; usually empty
     * @param detail our own line: signer, digest, which certificate
     */
    record Outcome(String errno, String kernelMessage, String detail) {}

    /**
     * Verifies.
     *
     * @param module the signed bytes
     * @param signature PKCS#7 data [DER], as found in the file
     * @param certificates what the kernel trusts: X.509 [DER]
     * @return what the kernel's verification returns
     */
    Outcome verify(byte[] module, byte[] signature, List<byte[]> certificates);
}
