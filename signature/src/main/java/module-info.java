// SPDX-License-Identifier: Apache-2.0
/** Signatures of modules: a plug-in for {@code io.github.kolink.loadcheck.SignatureVerifier}. */
@org.jspecify.annotations.NullMarked
module io.github.kolink.signature {
    requires static org.jspecify;
    requires io.github.kolink.loadcheck;
    requires org.bouncycastle.provider;

    provides io.github.kolink.loadcheck.SignatureVerifier with
            io.github.kolink.signature.BouncyCastleVerifier;
}
