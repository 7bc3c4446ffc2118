// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a trusted key vouches for a message ({@code pkcs7_validate_trust}, crypto/asymmetric_keys/pkcs7_trust.c 6.1). */
final class TrustSearch {
    private final Kernel kernel;
    private final Chain chain;
    private final Keyring trusted;
    private final SignedData data;
    private final Set<X509Certificate> seen = new HashSet<>();
    private final Set<X509Certificate> verified = new HashSet<>();

    TrustSearch(Kernel kernel, Chain chain, Keyring trusted, SignedData data) {
        this.kernel = kernel;
        this.chain = chain;
        this.trusted = trusted;
        this.data = data;
    }

    /** Tries all signatures; one that a trusted key vouches for is enough, a wrong one is one too many. */
    X509Certificate search(List<SignerInfo> signers) throws Refusal {
        Optional<X509Certificate> found = Optional.empty();
        Optional<Refusal> why = Optional.empty();
        for (SignerInfo signer : signers) {
            try {
                found = Optional.of(search(signer));
            } catch (Refusal e) {
                if (!e.is("ENOKEY") && !e.is("ENOPKG")) {
                    throw e;
                }
                why = why.isPresent() && why.get().is("ENOPKG") ? why : Optional.of(e);
            }
        }
        Optional<Refusal> refusal = why;
        return found.orElseThrow(() -> refusal.orElseGet(() -> Refusal.of("ENOKEY", "it has no signer")));
    }

    private X509Certificate search(SignerInfo signer) throws Refusal {
        if (chain.isUnsupported(signer)) {
            throw Refusal.of("ENOPKG", "the kernel has not got its algorithms");
        }
        Optional<X509Certificate> last = Optional.empty();
        Optional<X509Certificate> next = chain.signer(signer);
        while (next.isPresent()) {
            X509Certificate certificate = next.get();
            if (!seen.add(certificate)) {
                if (verified.contains(certificate)) {
                    return matched(signer, Optional.of(certificate), certificate);
                }
                throw unknown(signer);
            }
            Optional<X509Certificate> key = find(certificate.id(), certificate.keyId());
            if (key.isPresent()) {
                vouch(key.get(), last.map(X509Certificate::signature).orElse(signer.over(data)));
                return matched(signer, Optional.of(certificate), key.get());
            }
            if (chain.next(certificate).filter(certificate::equals).isPresent()) {
                throw unknown(signer);
            }
            last = Optional.of(certificate);
            next = chain.next(certificate);
        }
        if (last.isPresent()
                && (last.get().issuerId().isPresent()
                        || last.get().issuerKeyId().isPresent())) {
            Optional<X509Certificate> root = issuer(last.get());
            if (root.isPresent()) {
                vouch(root.get(), last.get().signature());
                return matched(signer, last, root.get());
            }
        }
        X509Certificate direct = find(signer.signer(), Optional.empty()).orElseThrow(() -> unknown(signer));
        vouch(direct, signer.over(data));
        return direct;
    }

    private Optional<X509Certificate> issuer(X509Certificate certificate) throws Refusal {
        Optional<Bytes> first = certificate.issuerId();
        Bytes wanted = first.or(certificate::issuerKeyId).orElseThrow();
        Optional<X509Certificate> found = trusted.find(wanted);
        if (found.isPresent()
                && first.isPresent()
                && certificate.issuerKeyId().isPresent()
                && !X509Certificate.same(found.get().keyId(), certificate.issuerKeyId())) {
            throw Refusal.of("EKEYREJECTED", "its certificate names another key of the issuer");
        }
        return found;
    }

    /** {@code find_asymmetric_key}; a key whose second identifier differs is as good as none here. */
    private Optional<X509Certificate> find(Bytes id, Optional<Bytes> keyId) {
        return trusted.find(id).filter(one -> keyId.isEmpty() || X509Certificate.same(one.keyId(), keyId));
    }

    private X509Certificate matched(SignerInfo signer, Optional<X509Certificate> upTo, X509Certificate key) {
        Optional<X509Certificate> at = chain.signer(signer);
        while (at.isPresent()) {
            verified.add(at.get());
            if (upTo.filter(at.get()::equals).isPresent()) {
                break;
            }
            at = chain.next(at.get());
        }
        return key;
    }

    /** Whatever is wrong with the signature of a trusted key, the key is "rejected". */
    private void vouch(X509Certificate key, Signature signature) throws Refusal {
        try {
            key.key().verify(signature, kernel.target());
        } catch (Refusal e) {
            if (!e.undecided().isEmpty()) {
                throw e;
            }
            throw Refusal.of("EKEYREJECTED", e.detail() + " (key of `" + key.subject() + "`)");
        }
    }

    private static Refusal unknown(SignerInfo signer) {
        return Refusal.of(
                "ENOKEY",
                "it is made with a key that is not among the trusted ones (signer "
                        + signer.signer().hex() + ")");
    }
}
