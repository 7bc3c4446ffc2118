// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** A key with a certificate, that signs as the kernel's sign-file does, or otherwise. */
final class Signer {
    static final String SHA256 = "2.16.840.1.101.3.4.2.1";
    static final String RSA = "1.2.840.113549.1.1.1";
    static final String DATA = "1.2.840.113549.1.7.1";

    final KeyPair keys;
    final String name;
    final long serial;
    final boolean rsa;

    private Signer(String name, long serial, KeyPair keys, boolean rsa) {
        this.name = name;
        this.serial = serial;
        this.keys = keys;
        this.rsa = rsa;
    }

    static Signer rsa(String name, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return new Signer(name, name.hashCode() & 0x7fffffff, generator.generateKeyPair(), true);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Signer ec(String name, String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return new Signer(name, name.hashCode() & 0x7fffffff, generator.generateKeyPair(), false);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] issuer() {
        return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.text(name))));
    }

    byte[] keyId() {
        return BigInteger.valueOf(0x7000000000L + serial).toByteArray();
    }

    /** A certificate that is signed with its own key. */
    byte[] certificate() {
        return certificate(this);
    }

    /** A certificate that is signed with another's key. */
    byte[] certificate(Signer by) {
        byte[] algorithm = by.rsa
                ? Der.sequence(Der.oid("1.2.840.113549.1.1.11"), Der.nothing())
                : Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
        byte[] signed = Der.sequence(
                Der.element(0xa0, Der.integer(2)),
                Der.integer(serial),
                algorithm,
                by.issuer(),
                Der.sequence(Der.time("200101000000Z"), Der.time("491231235959Z")),
                issuer(),
                keys.getPublic().getEncoded(),
                Der.element(
                        0xa3,
                        Der.sequence(
                                Der.sequence(Der.oid("2.5.29.14"), Der.octets(Der.octets(keyId()))),
                                Der.sequence(
                                        Der.oid("2.5.29.35"),
                                        Der.octets(Der.sequence(Der.element(0x80, by.keyId())))))));
        return Der.sequence(signed, algorithm, Der.bits(by.sign("SHA256", signed)));
    }

    byte[] sign(String digest, byte[] data) {
        try {
            java.security.Signature signature =
                    java.security.Signature.getInstance(digest + (rsa ? "withRSA" : "withECDSA"));
            signature.initSign(keys.getPrivate());
            signature.update(data);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] byIssuer() {
        return byIssuer(this);
    }

    /** How the certificate that another's key signed is named. */
    byte[] byIssuer(Signer by) {
        return Der.sequence(by.issuer(), Der.integer(serial));
    }

    byte[] byKeyId() {
        return Der.element(0x80, keyId());
    }

    static byte[] algorithm(String oid) {
        return Der.sequence(Der.oid(oid));
    }

    static byte[] info(int version, byte[] signer, String digest, String kind, byte[] value) {
        return Der.sequence(Der.integer(version), signer, algorithm(digest), algorithm(kind), Der.octets(value));
    }

    byte[] info(byte[] data) {
        return info(data, this);
    }

    /** A signature by the key of a certificate that another's key signed. */
    byte[] info(byte[] data, Signer by) {
        return info(1, byIssuer(by), SHA256, rsa ? RSA : "1.2.840.10045.4.3.2", sign("SHA256", data));
    }

    /** A message of parts; {@code rest} is certificates and signers. */
    static byte[] message(int version, byte[] content, byte[]... rest) {
        return Der.sequence(
                Der.oid("1.2.840.113549.1.7.2"),
                Der.element(
                        0xa0, Der.sequence(Der.integer(version), Der.set(algorithm(SHA256)), content, Der.join(rest))));
    }

    static byte[] detached() {
        return Der.sequence(Der.oid(DATA));
    }

    /** What sign-file appends. */
    byte[] signature(byte[] data) {
        return message(1, detached(), Der.set(info(data)));
    }
}
