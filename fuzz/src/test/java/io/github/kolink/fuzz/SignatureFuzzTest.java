// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.loadcheck.CertificateFile;
import io.github.kolink.loadcheck.SignatureVerifier;
import io.github.kolink.loadcheck.SignatureVerifier.Outcome;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/** What BouncyCastle and we make of signatures and certificates. */
class SignatureFuzzTest {
    private static final byte[] MODULE = "not much of a module".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUSTED = FuzzKernel.resource("trusted.der");
    private static final byte[] SIGNATURE = FuzzKernel.resource("signature.p7s");
    private static final List<KernelTarget> KERNELS = List.of(kernel("6.1"), kernel("7.3"));
    private static final SignatureVerifier VERIFIER =
            ServiceLoader.load(SignatureVerifier.class).findFirst().orElseThrow();

    private static KernelTarget kernel(String release) {
        try {
            byte[] text = "ffffffff81000000 T _text\n".getBytes(StandardCharsets.US_ASCII);
            KernelSnapshot snapshot = KernelSnapshot.of(ByteBuffer.wrap(text), "kallsyms");
            return new KernelTarget(snapshot, KernelFacts.of(snapshot, Set.of()).asRelease(release), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FuzzTest
    void pkcs7(byte[] signature) {
        Bounds.check(signature, () -> told(signature, signature, List.of(TRUSTED)));
    }

    /** The certificates of a file, among those that the kernel trusts. */
    @FuzzTest
    void certificates(byte[] file) {
        Bounds.check(file, () -> told(file, SIGNATURE, CertificateFile.of(file, "fuzz")));
    }

    private static String told(byte[] input, byte[] signature, List<byte[]> trusted) {
        KernelTarget kernel = KERNELS.get(input.length % KERNELS.size());
        Outcome outcome = VERIFIER.verify(MODULE, signature, trusted, kernel);
        return outcome.toString();
    }
}
