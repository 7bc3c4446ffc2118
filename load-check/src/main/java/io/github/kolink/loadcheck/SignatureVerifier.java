// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.kernel.KernelTarget;
import java.util.List;

/**
 * Verifies a module's PKCS#7 signature as {@code verify_pkcs7_signature} does (certs/system_keyring.c, crypto/asymmetric_keys
 * 6.1). Found by {@code ServiceLoader}; without one on the path signatures are "unknown". Stateless and thread-safe.
 */
public interface SignatureVerifier {
    /**
     * What the kernel's verification returns.
     *
     * @param errno name of the error, such as {@code ENOKEY} or {@code EKEYREJECTED}; empty if the signature is valid
     * @param kernelMessage what the kernel prints, lines separated by LF; usually empty
     * @param detail our own line: signer, digest, what is wrong
     * @param undecided which input would decide; empty if the answer is certain
     */
    record Outcome(String errno, String kernelMessage, String detail, String undecided) {}

    /**
     * Verifies.
     *
     * @param module the signed bytes
     * @param signature PKCS#7 data [DER], as found in the file
     * @param certificates what the kernel trusts: X.509 [DER]; empty if that is not known
     * @param target the kernel: its release and configuration say which algorithms it has
     * @return what the kernel's verification returns
     */
    Outcome verify(byte[] module, byte[] signature, List<byte[]> certificates, KernelTarget target);
}
