// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which certificate of a message is signed with which, as far as that has been verified. A certificate is equal to itself
 * only, whatever it says, as its parts are.
 */
final class Chain {
    private final Map<X509Certificate, X509Certificate> signedWith = new HashMap<>();
    private final Map<SignerInfo, X509Certificate> signers = new HashMap<>();
    private final Map<SignerInfo, Boolean> unsupported = new HashMap<>();

    void signer(SignerInfo signature, X509Certificate certificate) {
        signers.put(signature, certificate);
    }

    Optional<X509Certificate> signer(SignerInfo signature) {
        return Optional.ofNullable(signers.get(signature));
    }

    void signed(X509Certificate certificate, X509Certificate with) {
        signedWith.put(certificate, with);
    }

    Optional<X509Certificate> next(X509Certificate certificate) {
        return Optional.ofNullable(signedWith.get(certificate));
    }

    void unsupported(SignerInfo signature) {
        unsupported.put(signature, true);
    }

    boolean isUnsupported(SignerInfo signature) {
        return unsupported.containsKey(signature);
    }
}
