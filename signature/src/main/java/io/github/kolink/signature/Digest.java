// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelTarget;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.GOST3411_2012_256Digest;
import org.bouncycastle.crypto.digests.GOST3411_2012_512Digest;
import org.bouncycastle.crypto.digests.MD4Digest;
import org.bouncycastle.crypto.digests.SM3Digest;

/** The digests that signatures may name ({@code pkcs7_sig_note_digest_algo}, crypto/asymmetric_keys/pkcs7_parser.c). */
enum Digest {
    MD4("1.2.840.113549.2.4", "CRYPTO_MD4", ""),
    MD5("1.2.840.113549.2.5", "CRYPTO_MD5", "3020300c06082a864886f70d020505000410"),
    SHA1("1.3.14.3.2.26", "CRYPTO_SHA1", "3021300906052b0e03021a05000414"),
    SHA256("2.16.840.1.101.3.4.2.1", "CRYPTO_SHA256", "3031300d060960864801650304020105000420"),
    SHA384("2.16.840.1.101.3.4.2.2", "CRYPTO_SHA512", "3041300d060960864801650304020205000430"),
    SHA512("2.16.840.1.101.3.4.2.3", "CRYPTO_SHA512", "3051300d060960864801650304020305000440"),
    SHA224("2.16.840.1.101.3.4.2.4", "CRYPTO_SHA256", "302d300d06096086480165030402040500041c"),
    SM3("1.2.156.10197.1.401", "CRYPTO_SM3_GENERIC", ""),
    STREEBOG256("1.2.643.7.1.1.2.2", "CRYPTO_STREEBOG", ""),
    STREEBOG512("1.2.643.7.1.1.2.3", "CRYPTO_STREEBOG", ""),
    SHA3_256("2.16.840.1.101.3.4.2.8", "CRYPTO_SHA3", "3031300d060960864801650304020805000420"),
    SHA3_384("2.16.840.1.101.3.4.2.9", "CRYPTO_SHA3", "3041300d060960864801650304020905000430"),
    SHA3_512("2.16.840.1.101.3.4.2.10", "CRYPTO_SHA3", "3051300d060960864801650304020a05000440");

    /** SHA-3 came, MD4 and MD5 went (crypto/asymmetric_keys/pkcs7_parser.c: not in 6.1, in 6.12). */
    private static final KernelFact SHA3 = KernelFact.since("6.7");

    private final String oid;
    private final String option;
    private final String digestInfo;

    Digest(String oid, String option, String digestInfo) {
        this.oid = oid;
        this.option = option;
        this.digestInfo = digestInfo;
    }

    /** The digest a kernel knows by an object identifier. */
    static Optional<Digest> of(String oid, KernelTarget target) {
        boolean sha3 = target.facts().has(SHA3);
        return Arrays.stream(values())
                .filter(digest -> digest.oid.equals(oid))
                .filter(digest -> sha3 ? digest != MD4 && digest != MD5 : !digest.isSha3())
                .findFirst();
    }

    private boolean isSha3() {
        return option.equals("CRYPTO_SHA3");
    }

    /** Whether ECDSA signatures may be over it ({@code software_key_determine_akcipher}, public_key.c). */
    boolean isSha() {
        return name().startsWith("SHA");
    }

    /** The digest, if the kernel has been built with it. */
    byte[] of(Bytes data, KernelTarget target) throws Refusal {
        boolean unknown =
                target.facts().known(KernelFact.config("CONFIG_" + option)).isEmpty();
        String value = unknown
                ? ordinary() ? "y" : "m"
                : target.facts().option("CONFIG_" + option).orElse("n");
        if (value.equals("m")) {
            throw Refusal.undecided(
                    "the digest is " + this,
                    "CONFIG_" + option + " is a module, and whether the kernel can load that is not known");
        }
        if (!value.equals("y")) {
            throw Refusal.of("ENOPKG", "the kernel has no " + this + " (CONFIG_" + option + ")");
        }
        return jdkName().isPresent() ? byJdk(jdkName().get(), data) : byBouncyCastle(data);
    }

    /** The JDK's digests are compiled to the processor's own instructions where it has them. */
    private Optional<String> jdkName() {
        return switch (this) {
            case MD5 -> Optional.of("MD5");
            case SHA1 -> Optional.of("SHA-1");
            case SHA224 -> Optional.of("SHA-224");
            case SHA256 -> Optional.of("SHA-256");
            case SHA384 -> Optional.of("SHA-384");
            case SHA512 -> Optional.of("SHA-512");
            case SHA3_256 -> Optional.of("SHA3-256");
            case SHA3_384 -> Optional.of("SHA3-384");
            case SHA3_512 -> Optional.of("SHA3-512");
            case MD4, SM3, STREEBOG256, STREEBOG512 -> Optional.empty();
        };
    }

    private static byte[] byJdk(String name, Bytes data) {
        try {
            MessageDigest digest = MessageDigest.getInstance(name);
            digest.update(data.array(), data.start(), data.length());
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + name, e); // each has those above
        }
    }

    private byte[] byBouncyCastle(Bytes data) {
        ExtendedDigest digest = switch (this) {
            case MD4 -> new MD4Digest();
            case SM3 -> new SM3Digest();
            case STREEBOG256 -> new GOST3411_2012_256Digest();
            case STREEBOG512 -> new GOST3411_2012_512Digest();
            default -> throw new IllegalStateException(name());
        };
        digest.update(data.array(), data.start(), data.length());
        byte[] result = new byte[digest.getDigestSize()];
        digest.doFinal(result, 0);
        return result;
    }

    private boolean ordinary() {
        return isSha() && !isSha3();
    }

    /** What stands before the digest in a PKCS#1 signature; empty if the kernel has no such form (crypto/rsa-pkcs1pad.c). */
    Optional<byte[]> digestInfo() {
        if (digestInfo.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[digestInfo.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(digestInfo, 2 * i, 2 * i + 2, 16);
        }
        return Optional.of(bytes);
    }
}
