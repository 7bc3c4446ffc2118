// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelTarget;
import java.util.Optional;

/**
 * What a certificate is signed with ({@code x509_note_sig_algo}, crypto/asymmetric_keys/x509_cert_parser.c 6.1).
 *
 * @param kind of the key
 * @param digest of the certificate
 */
record SignatureAlgorithm(KeyKind kind, Digest digest) {
    private static final KernelFact SHA3 = KernelFact.since("6.7");
    private static final KernelFact NO_SM2 = KernelFact.since("6.10");

    static Optional<SignatureAlgorithm> of(String oid, KernelTarget target) {
        boolean sha3 = target.facts().has(SHA3);
        return switch (oid) {
            case "1.2.840.113549.1.1.4" -> known(!sha3, KeyKind.RSA, Digest.MD4);
            case "1.2.840.113549.1.1.5" -> known(true, KeyKind.RSA, Digest.SHA1);
            case "1.2.840.113549.1.1.11" -> known(true, KeyKind.RSA, Digest.SHA256);
            case "1.2.840.113549.1.1.12" -> known(true, KeyKind.RSA, Digest.SHA384);
            case "1.2.840.113549.1.1.13" -> known(true, KeyKind.RSA, Digest.SHA512);
            case "1.2.840.113549.1.1.14" -> known(true, KeyKind.RSA, Digest.SHA224);
            case "1.2.840.10045.4.1" -> known(true, KeyKind.ECDSA, Digest.SHA1);
            case "1.2.840.10045.4.3.1" -> known(true, KeyKind.ECDSA, Digest.SHA224);
            case "1.2.840.10045.4.3.2" -> known(true, KeyKind.ECDSA, Digest.SHA256);
            case "1.2.840.10045.4.3.3" -> known(true, KeyKind.ECDSA, Digest.SHA384);
            case "1.2.840.10045.4.3.4" -> known(true, KeyKind.ECDSA, Digest.SHA512);
            case "2.16.840.1.101.3.4.3.10" -> known(sha3, KeyKind.ECDSA, Digest.SHA3_256);
            case "2.16.840.1.101.3.4.3.11" -> known(sha3, KeyKind.ECDSA, Digest.SHA3_384);
            case "2.16.840.1.101.3.4.3.12" -> known(sha3, KeyKind.ECDSA, Digest.SHA3_512);
            case "2.16.840.1.101.3.4.3.14" -> known(sha3, KeyKind.RSA, Digest.SHA3_256);
            case "2.16.840.1.101.3.4.3.15" -> known(sha3, KeyKind.RSA, Digest.SHA3_384);
            case "2.16.840.1.101.3.4.3.16" -> known(sha3, KeyKind.RSA, Digest.SHA3_512);
            case "1.2.643.7.1.1.3.2" -> known(true, KeyKind.ECRDSA, Digest.STREEBOG256);
            case "1.2.643.7.1.1.3.3" -> known(true, KeyKind.ECRDSA, Digest.STREEBOG512);
            case "1.2.156.10197.1.501" -> known(!target.facts().has(NO_SM2), KeyKind.SM2, Digest.SM3);
            // Of ML-DSA the digest is part of the algorithm; what is named here is not used.
            default ->
                KeyKind.ofSignature(oid, target)
                        .filter(kind -> kind == KeyKind.MLDSA)
                        .map(kind -> new SignatureAlgorithm(kind, Digest.SHA512));
        };
    }

    private static Optional<SignatureAlgorithm> known(boolean here, KeyKind kind, Digest digest) {
        return here ? Optional.of(new SignatureAlgorithm(kind, digest)) : Optional.empty();
    }
}
