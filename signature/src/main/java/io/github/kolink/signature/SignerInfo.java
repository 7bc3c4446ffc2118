// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

/**
 * One signature of a message.
 *
 * @param index from 1
 * @param signer serial number and issuer, or key identifier, of the signer's certificate
 * @param kind of the signer's key
 * @param digest of what is signed
 * @param value the signature proper
 * @param attributes whether attributes are signed instead of the data
 */
record SignerInfo(int index, Bytes signer, KeyKind kind, Digest digest, Bytes value, boolean attributes) {
    Signature over(SignedData data) {
        return new Signature(kind, digest, value, data);
    }
}
