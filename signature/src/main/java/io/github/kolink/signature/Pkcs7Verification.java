// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import io.github.kolink.kernel.KernelFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a message agrees with itself and the data ({@code pkcs7_verify}, crypto/asymmetric_keys/pkcs7_verify.c 6.1): each
 * signature whose certificate the message brings must be right, and so must the certificates' signatures of each other.
 *
 * @param kernel that verifies
 * @param message the signature
 * @param data the module
 */
record Pkcs7Verification(Kernel kernel, Pkcs7Message message, SignedData data) {
    /** From 7.0 on attributes can be allowed for ML-DSA. */
    private static final KernelFact WAIVED = KernelFact.config("CONFIG_PKCS7_WAIVE_AUTHATTRS_REJECTION_FOR_MLDSA");

    /** What is verified is noted for the search for a trusted key. */
    Chain verify() throws Refusal {
        if (!message.plainData()) {
            throw kernel.refuse("EKEYREJECTED", "PKCS7: Invalid module sig (not pkcs7-data)");
        }
        SignerInfo first = message.signers().get(0);
        if (first.attributes()) {
            if (first.kind() == KeyKind.MLDSA && kernel.target().facts().has(WAIVED)) {
                throw Refusal.undecided("it is made with ML-DSA over attributes", "this program cannot verify that");
            }
            throw kernel.refuse("EKEYREJECTED", "PKCS7: Invalid module sig (has authattrs)");
        }
        Chain chain = new Chain();
        Optional<Refusal> unsupported = Optional.empty();
        boolean one = false;
        for (SignerInfo signer : message.signers()) {
            try {
                verify(signer, chain);
                one = true;
            } catch (Refusal e) {
                if (!e.is("ENOPKG")) {
                    throw e;
                }
                chain.unsupported(signer);
                unsupported = Optional.of(e);
            }
        }
        if (!one && unsupported.isPresent()) {
            throw unsupported.get();
        }
        return chain;
    }

    private void verify(SignerInfo signer, Chain chain) throws Refusal {
        Signature signature = signer.over(data);
        if (signer.kind() != KeyKind.MLDSA) {
            signature.over(kernel.target());
        }
        for (X509Certificate certificate : message.certificates()) {
            if (certificate.id().same(signer.signer())) {
                chain.signer(signer, certificate);
                certificate.key().verify(signature, kernel.target());
                follow(signer, certificate, chain);
                return;
            }
        }
    }

    /** From certificate to certificate of the message ({@code pkcs7_verify_sig_chain}). */
    private void follow(SignerInfo signer, X509Certificate from, Chain chain) throws Refusal {
        List<X509Certificate> seen = new ArrayList<>();
        X509Certificate certificate = from;
        while (true) {
            seen.add(certificate);
            if (certificate.selfSigned()) {
                if (!certificate.unsupported()) {
                    chain.signed(certificate, certificate);
                }
                return;
            }
            Optional<X509Certificate> issuer = issuer(certificate);
            if (issuer.isEmpty()) {
                return;
            }
            X509Certificate next = issuer.get();
            if (certificate.issuerId().isPresent()
                    && certificate.issuerKeyId().isPresent()
                    && !X509Certificate.same(next.keyId(), certificate.issuerKeyId())) {
                throw kernel.refuse(
                        "EKEYREJECTED",
                        "PKCS7: Sig " + signer.index() + ": X.509 chain contains auth-skid nonmatch ("
                                + number(certificate) + "->" + number(next) + ")");
            }
            if (seen.stream().anyMatch(next::equals)) {
                kernel.print("PKCS7: Sig " + signer.index() + ": X.509 chain contains loop");
                return;
            }
            next.key().verify(certificate.signature(), kernel.target());
            chain.signed(certificate, next);
            certificate = next;
        }
    }

    private Optional<X509Certificate> issuer(X509Certificate certificate) {
        if (certificate.issuerId().isPresent()) {
            return message.certificates().stream()
                    .filter(one -> one.id().same(certificate.issuerId().get()))
                    .findFirst();
        }
        return message.certificates().stream()
                .filter(one -> X509Certificate.same(one.keyId(), certificate.issuerKeyId()))
                .findFirst();
    }

    private int number(X509Certificate certificate) {
        for (int i = 0; i < message.certificates().size(); i++) {
            if (message.certificates().get(i).equals(certificate)) {
                return i + 1;
            }
        }
        return 0;
    }
}
