// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelTarget;
import java.util.Optional;

/** Kinds of public keys ({@code pkey_algo}, crypto/asymmetric_keys). */
enum KeyKind {
    RSA,
    ECDSA,
    /** Known to 6.1 only. */
    SM2,
    ECRDSA,
    /** From 7.0 on. */
    MLDSA;

    private static final KernelFact SHA3 = KernelFact.since("6.7");
    private static final KernelFact NO_SM2 = KernelFact.since("6.10");
    private static final KernelFact ML_DSA = KernelFact.since("7.0");

    /** The kind that a signature names ({@code pkcs7_sig_note_pkey_algo}, pkcs7_parser.c). */
    static Optional<KeyKind> ofSignature(String oid, KernelTarget target) {
        return switch (oid) {
            case "1.2.840.113549.1.1.1" -> Optional.of(RSA);
            case "1.2.840.10045.4.1",
                    "1.2.840.10045.4.3.1",
                    "1.2.840.10045.4.3.2",
                    "1.2.840.10045.4.3.3",
                    "1.2.840.10045.4.3.4" -> Optional.of(ECDSA);
            case "2.16.840.1.101.3.4.3.10", "2.16.840.1.101.3.4.3.11", "2.16.840.1.101.3.4.3.12" ->
                Optional.of(ECDSA).filter(kind -> target.facts().has(SHA3));
            case "1.2.156.10197.1.501" ->
                Optional.of(SM2).filter(kind -> !target.facts().has(NO_SM2));
            case "1.2.643.7.1.1.1.1", "1.2.643.7.1.1.1.2" -> Optional.of(ECRDSA);
            case "2.16.840.1.101.3.4.3.17", "2.16.840.1.101.3.4.3.18", "2.16.840.1.101.3.4.3.19" ->
                Optional.of(MLDSA).filter(kind -> target.facts().has(ML_DSA));
            default -> Optional.empty();
        };
    }
}
