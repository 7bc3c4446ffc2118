// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import com.google.common.base.Suppliers;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.module.AppendedSignature;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/**
 * Is the module signed as the kernel wants it ({@code module_sig_check}, kernel/module/signing.c 6.1; the same up to 7.3)? A
 * signature that is damaged or wrong is fatal; a missing one, one of an unknown signer, and one with an algorithm the kernel
 * has not, only where signatures are enforced or the kernel is locked down.
 */
final class SignatureQuestion {
    private static final String ENFORCE = "module.sig_enforce";

    private final KernelTarget target;
    private final LoadConditions conditions;
    /** Looked for when a signature is met, and the list of keys made then: the same list for all modules. */
    private final Supplier<Optional<SignatureVerifier>> verifier;

    private final Supplier<List<byte[]>> trusted = Suppliers.memoize(this::findTrusted);

    SignatureQuestion(KernelTarget target, LoadConditions conditions) {
        this(
                target,
                conditions,
                () -> ServiceLoader.load(SignatureVerifier.class).findFirst());
    }

    SignatureQuestion(KernelTarget target, LoadConditions conditions, Supplier<Optional<SignatureVerifier>> verifier) {
        this.target = target;
        this.conditions = conditions;
        this.verifier = Suppliers.memoize(verifier::get);
    }

    private List<byte[]> findTrusted() {
        List<byte[]> keys = new ArrayList<>(target.snapshot().certificates());
        keys.addAll(conditions.certificates());
        return List.copyOf(keys);
    }

    void ask(ModuleFile file, Findings findings) {
        boolean known = target.facts().known(KernelFact.MODULE_SIG).isPresent() || isEnforced();
        if (known && !isEnforced() && !target.facts().has(KernelFact.MODULE_SIG)) {
            return;
        }
        Findings asked = new Findings();
        check(file, asked);
        if (known || asked.list().isEmpty()) {
            findings.addAll(asked);
            return;
        }
        findings.add(Finding.of(
                FindingCode.CONFIG_UNKNOWN,
                file.name(),
                "the kernel's configuration (CONFIG_MODULE_SIG, CONFIG_MODULE_SIG_FORCE) decides whether it matters that "
                        + asked.list().get(0).detail()));
    }

    /**
     * What the kernel says once it has taken the module's name ({@code load_module}, kernel/module/main.c 6.1; from 6.4 on in
     * {@code module_augment_kernel_taints}).
     */
    static void taint(KernelModule module, Findings findings) {
        if (findings.count(FindingCode.SIGNATURE_MISSING) > 0) {
            findings.add(Finding.of(
                            FindingCode.TAINT_UNSIGNED,
                            module.file().name(),
                            "the module has no signature that this kernel could verify")
                    .kernelSays(module.structName().orElseGet(module::name)
                            + ": module verification failed: signature and/or required key missing - tainting kernel"));
        }
    }

    private void check(ModuleFile file, Findings findings) {
        if (file.signature().isEmpty()) {
            unsigned(file, "unsigned module", "the module is not signed", findings);
            return;
        }
        AppendedSignature signature = file.signature().get();
        if (signature.damage().isPresent()) {
            findings.add(Finding.of(
                    FindingCode.SIGNATURE_TRAILER,
                    file.name(),
                    signature.damage().get()));
        } else if (signature.idType() != AppendedSignature.PKCS7) {
            findings.add(Finding.of(
                            FindingCode.SIGNATURE_ID_TYPE,
                            file.name(),
                            "id_type is " + (signature.idType() & 0xff) + ", PKCS#7 is " + AppendedSignature.PKCS7)
                    .kernelSays("module: not signed with expected PKCS#7 message"));
            unsigned(file, "module with unsupported crypto", "the signature is of an unknown kind", findings);
        } else if (!signature.plain()) {
            findings.add(Finding.of(
                            FindingCode.SIGNATURE_PARAMETERS,
                            file.name(),
                            "the trailer has algorithm, digest, signer, key or padding set, which PKCS#7 data says itself")
                    .kernelSays("module: PKCS#7 signature info has unexpected non-zero params"));
        } else if (verifier.get().isEmpty()) {
            unknown(file, "add kolink's module `signature` (and BouncyCastle) to the class path", findings);
        } else {
            verify(file, verifier.get().get(), findings);
        }
    }

    private void verify(ModuleFile file, SignatureVerifier by, Findings findings) {
        SignatureVerifier.Outcome outcome = by.verify(file.bytes(), file.signatureData(), trusted.get(), target);
        String missing = outcome.errno().equals("ENOKEY") && trusted.get().isEmpty()
                ? "give the kernel image, or the certificate its modules are signed with"
                : outcome.undecided();
        if (!missing.isEmpty()) {
            unknown(file, outcome.detail() + ": " + missing, findings);
            return;
        }
        switch (outcome.errno()) {
            case "" -> accepted(file, outcome, findings);
            case "ENOPKG" ->
                unsigned(file, "module with unsupported crypto", outcome.detail(), outcome.kernelMessage(), findings);
            case "ENOKEY" ->
                unsigned(file, "module with unavailable key", outcome.detail(), outcome.kernelMessage(), findings);
            default ->
                findings.add(Finding.of(FindingCode.SIGNATURE_INVALID, file.name(), outcome.detail())
                        .kernelSays(outcome.kernelMessage())
                        .failing(outcome.errno()));
        }
    }

    /** The kernel may have something to say of a signature that it takes. */
    private static void accepted(ModuleFile file, SignatureVerifier.Outcome outcome, Findings findings) {
        if (!outcome.kernelMessage().isEmpty()) {
            findings.add(Finding.of(FindingCode.KERNEL_REMARK, file.name(), outcome.detail())
                    .kernelSays(outcome.kernelMessage()));
        }
    }

    private void unsigned(ModuleFile file, String reason, String detail, Findings findings) {
        unsigned(file, reason, detail, "", findings);
    }

    private void unsigned(ModuleFile file, String reason, String detail, String said, Findings findings) {
        if (isEnforced()) {
            findings.add(Finding.of(
                            FindingCode.SIGNATURE_REQUIRED,
                            file.name(),
                            detail + ", and the kernel enforces signatures")
                    .kernelSays(lines(said, "Loading of " + reason + " is rejected")));
        } else if (new Lockdown(target, conditions).isActive()) {
            findings.add(
                    Finding.of(FindingCode.SIGNATURE_LOCKDOWN, file.name(), detail + ", and the kernel is locked down")
                            .kernelSays(lines(said, Lockdown.words("unsigned module loading"))));
        } else {
            findings.add(Finding.of(FindingCode.SIGNATURE_MISSING, file.name(), detail)
                    .kernelSays(said));
        }
    }

    private static String lines(String first, String second) {
        return first.isEmpty() ? second : first + "\n" + second;
    }

    private static void unknown(ModuleFile file, String missing, Findings findings) {
        findings.add(Finding.of(
                FindingCode.SIGNATURE_UNKNOWN, file.name(), "the signature could not be verified: " + missing));
    }

    private boolean isEnforced() {
        return target.facts().has(KernelFact.MODULE_SIG_FORCE)
                || (target.facts().known(KernelFact.MODULE_SIG).orElse(true)
                        && new CommandLine(conditions).enables(ENFORCE));
    }
}
