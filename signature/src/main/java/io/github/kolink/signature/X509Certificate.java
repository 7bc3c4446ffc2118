// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import java.util.Optional;

/**
 * What the kernel keeps of an X.509 certificate (crypto/asymmetric_keys/x509_parser.h 6.1).
 *
 * @param id serial number, then issuer: the first thing a certificate is found by
 * @param keyId subject key identifier: the second
 * @param issuerId serial number and issuer of the certificate it is signed with, as its authority key identifier says
 * @param issuerKeyId key identifier of the certificate it is signed with
 * @param key its public key
 * @param signature what it is signed with
 * @param selfSigned whether it is signed with its own key, and that has been verified
 * @param unsupported whether its signature needs an algorithm that the kernel has not
 * @param subject common name or what there is, for people
 */
record X509Certificate(
        Bytes id,
        Optional<Bytes> keyId,
        Optional<Bytes> issuerId,
        Optional<Bytes> issuerKeyId,
        PublicKey key,
        Signature signature,
        boolean selfSigned,
        boolean unsupported,
        String subject) {

    /** Whether this is the certificate of an identifier, of either kind ({@code asymmetric_match_key_ids}). */
    boolean has(Bytes wanted) {
        return id.same(wanted) || keyId.filter(mine -> mine.same(wanted)).isPresent();
    }

    static boolean same(Optional<Bytes> one, Optional<Bytes> other) {
        return one.isPresent() && other.isPresent() && one.get().same(other.get());
    }
}
