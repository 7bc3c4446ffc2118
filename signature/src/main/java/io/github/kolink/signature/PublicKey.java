// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import io.github.kolink.kernel.KernelTarget;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;

/**
 * The key of a certificate ({@code public_key_verify_signature}, crypto/asymmetric_keys/public_key.c 6.1).
 *
 * @param kind its algorithm
 * @param curve BouncyCastle's name of the curve; empty unless the kind is {@link KeyKind#ECDSA}
 * @param key as the certificate has it
 */
record PublicKey(KeyKind kind, String curve, Bytes key) {
    /** Bits a modulus may have (crypto/rsa.c 6.1). */
    private static final List<Integer> MODULI = List.of(512, 1024, 1536, 2048, 3072, 4096);

    private static final int LEAST_PADDING = 9;

    /** Verifies; the errors are the kernel's. */
    void verify(Signature signature, KernelTarget target) throws Refusal {
        if (signature.kind() != kind) {
            throw Refusal.of(
                    "EKEYREJECTED",
                    "it is made with " + signature.kind().name().toLowerCase(Locale.ROOT) + ", the key is "
                            + kind.name().toLowerCase(Locale.ROOT));
        }
        switch (kind) {
            case RSA -> rsa(signature, target);
            case ECDSA -> ecdsa(signature, target);
            case SM2, ECRDSA, MLDSA ->
                throw Refusal.undecided(
                        "it is made with " + kind.name().toLowerCase(Locale.ROOT), "this program cannot verify that");
        }
    }

    /** {@code pkcs1pad_verify} (crypto/rsa-pkcs1pad.c 6.1). */
    private void rsa(Signature signature, KernelTarget target) throws Refusal {
        byte[] info = signature
                .digest()
                .digestInfo()
                .orElseThrow(() -> Refusal.of("EINVAL", "the kernel has no RSA signatures over " + signature.digest()));
        BerDecoder der = new BerDecoder(key);
        der.open(BerDecoder.SEQUENCE);
        der.leaf(BerDecoder.INTEGER);
        BigInteger modulus = new BigInteger(1, der.value().copy());
        int modulusBytes = der.value().length();
        der.leaf(BerDecoder.INTEGER);
        BigInteger exponent = new BigInteger(1, der.value().copy());
        if (modulusBytes == 0 || der.value().length() == 0 || der.value().length() > modulusBytes) {
            throw Refusal.of("EINVAL", "the key cannot be used");
        }
        der.close();
        int size = (modulus.bitLength() + 7) / 8;
        if (!MODULI.contains(8 * size)) {
            throw Refusal.of("EINVAL", "the key has " + modulus.bitLength() + " bits");
        }
        byte[] digest = signature.over(target);
        if (signature.value().length() != size) {
            throw Refusal.of(
                    "EINVAL", "it has " + signature.value().length() + " bytes, signatures of the key have " + size);
        }
        BigInteger value = new BigInteger(1, signature.value().copy());
        if (value.compareTo(modulus) >= 0) {
            throw Refusal.of("EINVAL", "it is greater than the key's modulus");
        }
        compare(padded(value.modPow(exponent, modulus), size), info, digest);
    }

    private static byte[] padded(BigInteger number, int size) {
        byte[] bytes = number.toByteArray();
        byte[] padded = new byte[size];
        int length = Math.min(bytes.length, size);
        System.arraycopy(bytes, bytes.length - length, padded, size - length, length);
        return padded;
    }

    /** 00 01 ff...ff 00 DigestInfo digest. */
    private static void compare(byte[] text, byte[] info, byte[] digest) throws Refusal {
        if (text[0] != 0) {
            throw Refusal.of("EINVAL", "it does not match the key");
        }
        int at = 2;
        while (at < text.length && text[at] == (byte) 0xff) {
            at++;
        }
        if (text[1] != 1 || at - 1 < LEAST_PADDING || at == text.length || text[at] != 0) {
            throw Refusal.of("EBADMSG", "it does not match the key");
        }
        at++;
        if (info.length > text.length - at || !Arrays.equals(text, at, at + info.length, info, 0, info.length)) {
            throw Refusal.of("EBADMSG", "it is over another kind of digest than it says");
        }
        at += info.length;
        if (!Arrays.equals(text, at, text.length, digest, 0, digest.length)) {
            throw Refusal.of("EKEYREJECTED", "the digest it holds is another than that of the module: one was changed");
        }
    }

    /** {@code ecdsa_verify} (crypto/ecdsa.c 6.1). */
    private void ecdsa(Signature signature, KernelTarget target) throws Refusal {
        if (!signature.digest().isSha()) {
            throw Refusal.of("EINVAL", "the kernel has no ECDSA signatures over " + signature.digest());
        }
        X9ECParameters parameters = CustomNamedCurves.getByName(curve);
        if (parameters == null) {
            throw Refusal.undecided("the key is on the curve " + curve, "this program does not know the curve");
        }
        ECDomainParameters domain = new ECDomainParameters(parameters);
        ECPoint point;
        try {
            if (key.length() == 0 || key.at(0) != 4) {
                throw Refusal.of("EINVAL", "the key cannot be used");
            }
            point = domain.validatePublicPoint(parameters.getCurve().decodePoint(key.copy()));
        } catch (IllegalArgumentException e) {
            throw Refusal.of("EINVAL", "the key cannot be used: " + e.getMessage());
        }
        byte[] digest = signature.over(target);
        BerDecoder der = new BerDecoder(signature.value());
        der.open(BerDecoder.SEQUENCE);
        der.leaf(BerDecoder.INTEGER);
        BigInteger r = new BigInteger(1, der.value().copy());
        der.leaf(BerDecoder.INTEGER);
        BigInteger s = new BigInteger(1, der.value().copy());
        der.close();
        for (BigInteger part : List.of(r, s)) {
            if (part.signum() == 0 || part.compareTo(domain.getN()) >= 0) {
                throw Refusal.of("EBADMSG", "it is out of the key's range");
            }
        }
        ECDSASigner signer = new ECDSASigner();
        signer.init(false, new ECPublicKeyParameters(point, domain));
        if (!signer.verifySignature(digest, r, s)) {
            throw Refusal.of("EKEYREJECTED", "it does not match the key and the module: one was changed");
        }
    }
}
