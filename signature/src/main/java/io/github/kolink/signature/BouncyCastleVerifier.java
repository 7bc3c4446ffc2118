// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.loadcheck.SignatureVerifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Verifies with BouncyCastle's digests and curves ({@code verify_pkcs7_signature}, certs/system_keyring.c 6.1). */
public final class BouncyCastleVerifier implements SignatureVerifier {
    private static final KernelFact PLATFORM_KEYRING = KernelFact.config("CONFIG_INTEGRITY_PLATFORM_KEYRING");

    private volatile @Nullable Keyring keyring;

    /** For {@code ServiceLoader}. */
    public BouncyCastleVerifier() {}

    @Override
    public Outcome verify(byte[] module, byte[] signature, List<byte[]> certificates, KernelTarget target) {
        Kernel kernel = new Kernel(target);
        try {
            X509Certificate key = verify(new SignedData(Bytes.of(module)), Bytes.of(signature), certificates, kernel);
            return new Outcome("", said(kernel, 1), "signed with the key of `" + key.subject() + "`", "");
        } catch (Refusal e) {
            // A signer that the kernel's own keyring has not is looked for in the machine's, from the start.
            int times = e.is("ENOKEY") && target.facts().has(PLATFORM_KEYRING) ? 2 : 1;
            return new Outcome(
                    e.errno(), said(kernel, times), "the signature is not good: " + e.detail(), e.undecided());
        }
    }

    private X509Certificate verify(SignedData module, Bytes signature, List<byte[]> certificates, Kernel kernel)
            throws Refusal {
        Pkcs7Message message = Pkcs7Parser.parse(signature, kernel);
        if (message.content()) {
            kernel.print("PKCS7: Data already supplied");
            throw kernel.refuse("EBADMSG", "PKCS#7 signature with non-detached data");
        }
        Chain chain = new Pkcs7Verification(kernel, message, module).verify();
        return new TrustSearch(kernel, chain, keyring(certificates, kernel.target()), module).search(message.signers());
    }

    /** Made once for all modules of a tree, which come with the same list. */
    private Keyring keyring(List<byte[]> certificates, KernelTarget target) {
        Keyring known = keyring;
        if (known == null || !known.isOf(certificates, target)) {
            known = new Keyring(certificates, target);
            keyring = known;
        }
        return known;
    }

    private static String said(Kernel kernel, int times) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            lines.addAll(kernel.printed());
        }
        return String.join("\n", lines);
    }
}
