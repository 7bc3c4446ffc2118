// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import io.github.kolink.kernel.KernelTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys a kernel trusts from its build. A certificate that cannot be read, or is signed with its own key and does not fit
 * it, is none of them (x509_load_certificate_list, crypto/asymmetric_keys/x509_loader.c 6.1, prints it at boot and goes on);
 * whether it fits is found out when it is looked for, as that takes longer than all else.
 */
final class Keyring {
    private final List<byte[]> certificates;
    private final KernelTarget target;
    private final List<Key> keys = new ArrayList<>();

    /** One of them; whether it fits itself is found out once. */
    private static final class Key {
        private final X509Parser read;
        private boolean asked;
        private Optional<X509Certificate> fit = Optional.empty();

        Key(X509Parser read) {
            this.read = read;
        }

        Optional<X509Certificate> certificate() {
            if (!asked) {
                try {
                    fit = Optional.of(read.certificate());
                } catch (Refusal e) {
                    fit = Optional.empty();
                }
                asked = true;
            }
            return fit;
        }
    }

    Keyring(List<byte[]> certificates, KernelTarget target) {
        this.certificates = certificates;
        this.target = target;
        for (byte[] certificate : certificates) {
            try {
                keys.add(new Key(X509Parser.read(Bytes.of(certificate), new Kernel(target))));
            } catch (Refusal e) {
                // left out
            }
        }
    }

    /** Whether this is the keyring of a list, as it comes again for each module of a tree, and a kernel. */
    @SuppressWarnings("ReferenceEquality") // comparing contents would cost what is saved
    boolean isOf(List<byte[]> others, KernelTarget kernel) {
        return certificates == others && target == kernel;
    }

    /** The first one with an identifier, of either kind. */
    synchronized Optional<X509Certificate> find(Bytes id) {
        for (Key each : keys) {
            if (each.read.has(id) && each.certificate().isPresent()) {
                return each.certificate();
            }
        }
        return Optional.empty();
    }
}
