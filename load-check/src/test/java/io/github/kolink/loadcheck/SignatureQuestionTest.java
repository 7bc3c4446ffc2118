// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfWriter;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.finding.Taint;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.link.LinkResult;
import io.github.kolink.loadcheck.SignatureVerifier.Outcome;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.TestModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of signed and unsigned modules; what verification itself says is played. */
class SignatureQuestionTest {
    private static final List<String> SYMBOLS = List.of("ffffffff81000000 T _text");
    private static final byte[] MARKER = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
    private static final String SIG = "CONFIG_MODULE_SIG=y";

    private static byte[] plain() {
        return TestModule.bare(LoadKernel.ARCHITECTURE.machine()).write();
    }

    /** A module with 4 bytes of signature, one byte of the trailer changed. */
    private static ModuleFile signed(int field, int value) {
        byte[] module = plain();
        byte[] trailer = new byte[12];
        trailer[2] = 2;
        trailer[11] = 4;
        if (field >= 0) {
            trailer[field] = (byte) value;
        }
        return file(ByteBuffer.allocate(module.length + 4 + 12 + MARKER.length)
                .put(module)
                .put(new byte[] {1, 2, 3, 4})
                .put(trailer)
                .put(MARKER)
                .array());
    }

    private static ModuleFile signed() {
        return signed(-1, 0);
    }

    private static ModuleFile file(byte[] bytes) {
        try {
            return ModuleFile.of("probe.ko", bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KernelTarget kernel(String... options) {
        return LoadKernel.target("6.1", SYMBOLS, options);
    }

    private static SignatureVerifier saying(String errno, String message) {
        return (module, signature, certificates, target) -> new Outcome(errno, message, "as told", "");
    }

    private static Findings ask(ModuleFile file, KernelTarget kernel, LoadConditions conditions, SignatureVerifier by) {
        Findings findings = new Findings();
        new SignatureQuestion(kernel, conditions, () -> Optional.of(by)).ask(file, findings);
        return findings;
    }

    private static void assertEnds(String errno, FindingCode code, String says, Findings findings) {
        assertEquals(errno, findings.errno(), () -> findings.list().toString());
        Finding last = findings.list().get(findings.list().size() - 1);
        assertEquals(code, last.code());
        assertEquals(says, last.kernelMessage());
    }

    private static final SignatureVerifier NEVER = (module, signature, certificates, target) -> {
        throw new AssertionError("not asked for");
    };

    @Test
    void aKernelWithoutSignaturesIgnoresThem() {
        KernelTarget kernel = kernel("CONFIG_MODULES=y");
        LoadConditions enforced = LoadKernel.commandLine("module.sig_enforce");
        for (ModuleFile file : List.of(file(plain()), signed(), signed(8, 1), signed(2, 1), signed(5, 1))) {
            assertEquals(List.of(), ask(file, kernel, enforced, NEVER).list());
        }
    }

    @Test
    void whatTheKernelSaysOfAGoodSignatureIsTold() {
        Findings findings = ask(signed(), kernel(SIG), LoadConditions.NONE, saying("", "PKCS7: Unknown OID: [9] 1.2"));
        assertEnds("", FindingCode.KERNEL_REMARK, "PKCS7: Unknown OID: [9] 1.2", findings);
    }

    @Test
    void onlyTheMarkerIsCutOffFromAnUnknownKind() {
        assertEquals(plain().length, signed().bytes().length);
        assertEquals(plain().length + 4 + 12, signed(2, 1).bytes().length);
        assertEquals(plain().length + 4 + 12, signed(8, 1).bytes().length);
    }

    @Test
    void aGoodSignatureIsNotMentioned() {
        assertEquals(
                List.of(),
                ask(signed(), kernel(SIG), LoadConditions.NONE, saying("", "")).list());
    }

    @Test
    void theVerifierSeesModuleSignatureAndCertificates() {
        byte[] mine = {1};
        LoadConditions conditions =
                new LoadConditions(Optional.empty(), Optional.empty(), List.of(mine), Optional.empty(), "");
        List<Integer> seen = new ArrayList<>();
        ask(signed(), kernel(SIG), conditions, (module, signature, certificates, target) -> {
            assertArrayEquals(plain(), module);
            assertArrayEquals(new byte[] {1, 2, 3, 4}, signature);
            assertArrayEquals(mine, certificates.get(0));
            seen.add(certificates.size());
            return new Outcome("", "", "", "");
        });
        assertEquals(List.of(1), seen);
    }

    @Test
    void aDamagedTrailerIsFatal() {
        assertEnds(
                "EBADMSG",
                FindingCode.SIGNATURE_TRAILER,
                "",
                ask(signed(8, 1), kernel(SIG), LoadConditions.NONE, NEVER));
        for (int field : new int[] {0, 1, 3, 4, 5, 6, 7}) {
            assertEnds(
                    "EBADMSG",
                    FindingCode.SIGNATURE_PARAMETERS,
                    "module: PKCS#7 signature info has unexpected non-zero params",
                    ask(signed(field, 1), kernel(SIG), LoadConditions.NONE, NEVER));
        }
    }

    @Test
    void anotherKindOfSignatureCountsAsNone() {
        String says = "module: not signed with expected PKCS#7 message";
        Findings free = ask(signed(2, 1), kernel(SIG), LoadConditions.NONE, NEVER);
        assertEquals(says, free.list().get(0).kernelMessage());
        assertEnds("", FindingCode.SIGNATURE_MISSING, "", free);
        Findings forced = ask(signed(2, 1), kernel(SIG, "CONFIG_MODULE_SIG_FORCE=y"), LoadConditions.NONE, NEVER);
        assertEquals(says, forced.list().get(0).kernelMessage());
        assertEnds(
                "EKEYREJECTED",
                FindingCode.SIGNATURE_REQUIRED,
                "Loading of module with unsupported crypto is rejected",
                forced);
    }

    @ParameterizedTest
    @CsvSource({"EKEYREJECTED", "EBADMSG", "EINVAL", "EMSGSIZE"})
    void aWrongSignatureIsFatalEvenIfNoneIsRequired(String errno) {
        Findings findings = ask(signed(), kernel(SIG), LoadConditions.NONE, saying(errno, "PKCS7: why"));
        assertEnds(errno, FindingCode.SIGNATURE_INVALID, "PKCS7: why", findings);
    }

    @ParameterizedTest
    @CsvSource({
        "ENODATA, unsigned module",
        "ENOPKG, module with unsupported crypto",
        "ENOKEY, module with unavailable key",
    })
    void whatIsNotVerifiedIsRefusedWhereSignaturesAreEnforced(String errno, String reason) {
        ModuleFile file = errno.equals("ENODATA") ? file(plain()) : signed();
        LoadConditions trust = new LoadConditions(
                Optional.of("quiet module.sig_enforce=1"),
                Optional.empty(),
                List.of(new byte[1]),
                Optional.empty(),
                "");
        LoadConditions free = new LoadConditions(
                Optional.of("lockdown=none"), Optional.empty(), List.of(new byte[1]), Optional.empty(), "");
        LoadConditions locked = new LoadConditions(
                Optional.of("lockdown=integrity"), Optional.empty(), List.of(new byte[1]), Optional.empty(), "");
        String says = "Loading of " + reason + " is rejected";
        SignatureVerifier verifier = saying(errno, "");
        assertEnds("", FindingCode.SIGNATURE_MISSING, "", ask(file, kernel(SIG), free, verifier));
        assertEnds("EKEYREJECTED", FindingCode.SIGNATURE_REQUIRED, says, ask(file, kernel(SIG), trust, verifier));
        assertEnds(
                "EKEYREJECTED",
                FindingCode.SIGNATURE_REQUIRED,
                says,
                ask(file, kernel(SIG, "CONFIG_MODULE_SIG_FORCE=y"), free, verifier));
        assertEnds(
                "EPERM",
                FindingCode.SIGNATURE_LOCKDOWN,
                "Lockdown: insmod: unsigned module loading is restricted; see man kernel_lockdown.7",
                ask(
                        file,
                        kernel(SIG, "CONFIG_SECURITY_LOCKDOWN_LSM=y", "CONFIG_SECURITY_LOCKDOWN_LSM_EARLY=y"),
                        locked,
                        verifier));
    }

    @Test
    void missingInputsAreNamed() {
        Findings noCertificates = ask(signed(), kernel(SIG), LoadConditions.NONE, saying("ENOKEY", ""));
        assertEnds("", FindingCode.SIGNATURE_UNKNOWN, "", noCertificates);
        assertTrue(noCertificates.list().get(0).detail().contains("kernel image"));
        Findings noVerifier = new Findings();
        new SignatureQuestion(kernel(SIG), LoadConditions.NONE, Optional::empty).ask(signed(), noVerifier);
        assertEnds("", FindingCode.SIGNATURE_UNKNOWN, "", noVerifier);
        assertTrue(noVerifier.list().get(0).detail().contains("BouncyCastle"));
        Findings unsigned = new Findings();
        new SignatureQuestion(kernel(SIG), LoadConditions.NONE, Optional::empty).ask(file(plain()), unsigned);
        assertEnds("", FindingCode.SIGNATURE_MISSING, "", unsigned);
        Findings undecided = ask(
                signed(),
                kernel(SIG),
                LoadConditions.NONE,
                (module, signature, certificates, target) -> new Outcome("", "", "odd", "a fact"));
        assertEnds("", FindingCode.SIGNATURE_UNKNOWN, "", undecided);
    }

    @Test
    void withoutAConfigurationItMattersOnlyIfSomethingIsWrong() {
        KernelTarget unknown = kernel();
        assertEquals(
                List.of(),
                ask(signed(), unknown, LoadConditions.NONE, saying("", "")).list());
        assertEnds("", FindingCode.CONFIG_UNKNOWN, "", ask(file(plain()), unknown, LoadConditions.NONE, NEVER));
        assertEnds(
                "",
                FindingCode.CONFIG_UNKNOWN,
                "",
                ask(signed(), unknown, LoadConditions.NONE, saying("EKEYREJECTED", "")));
        assertEnds(
                "EKEYREJECTED",
                FindingCode.SIGNATURE_REQUIRED,
                "Loading of unsigned module is rejected",
                ask(file(plain()), unknown, LoadKernel.commandLine("module.sig_enforce"), NEVER));
    }

    @Test
    void theTaintIsToldWithTheNameInStructModule() {
        byte[] nameless = ElfWriter.of(LoadKernel.ARCHITECTURE.machine())
                .section(".modinfo", TestModule.A, TestModule.strings("name=said", "license=GPL"))
                .section(
                        KernelModule.THIS_MODULE,
                        TestModule.WA,
                        TestModule.structModule(LoadKernel.ARCHITECTURE.machine(), ""))
                .write();
        List<String> lines = LoadCheck.of(
                        LoadKernel.linker(kernel(SIG, "CONFIG_MODULE_FORCE_LOAD=y")), LoadConditions.NONE)
                .check(file(nameless))
                .kernelMessages();
        assertTrue(
                lines.contains(": module verification failed: signature and/or required key missing - tainting kernel"),
                lines::toString);
    }

    @Test
    void theTaintFollowsTheName() {
        KernelTarget kernel = kernel(SIG, "CONFIG_MODULE_FORCE_LOAD=y");
        LinkResult result =
                LoadCheck.of(LoadKernel.linker(kernel), LoadConditions.NONE).check(file(plain()));
        assertTrue(result.taints().contains(Taint.E), () -> result.findings().toString());
        assertTrue(
                result.kernelMessages()
                        .contains(
                                "probe: module verification failed: signature and/or required key missing - tainting kernel"),
                () -> result.kernelMessages().toString());
        LinkResult without = LoadCheck.of(LoadKernel.linker(kernel("CONFIG_X=y")), LoadConditions.NONE)
                .check(file(plain()));
        assertEquals(
                Set.of(),
                Set.copyOf(without.taints().stream().filter(Taint.E::equals).toList()));
    }

    @Test
    void certificatesAreReadFromPemAndDer() throws IOException {
        byte[] one = certificate(300);
        byte[] two = certificate(400);
        String pem = "subject=x\n" + pem(one) + "\n\n" + pem(two);
        List<byte[]> read = CertificateFile.of(pem.getBytes(StandardCharsets.US_ASCII), "c.pem");
        assertEquals(2, read.size());
        assertArrayEquals(one, read.get(0));
        assertArrayEquals(two, read.get(1));
        byte[] both =
                ByteBuffer.allocate(one.length + two.length).put(one).put(two).array();
        assertArrayEquals(two, CertificateFile.of(both, "c.der").get(1));
        for (String wrong : List.of("", "x", "-----BEGIN CERTIFICATE-----")) {
            assertThrows(IOException.class, () -> CertificateFile.of(wrong.getBytes(StandardCharsets.US_ASCII), "c"));
        }
        assertThrows(IOException.class, () -> CertificateFile.of(java.util.Arrays.copyOf(both, 500), "c.der"));
    }

    private static byte[] certificate(int size) {
        return ByteBuffer.allocate(size)
                .put((byte) 0x30)
                .put((byte) 0x82)
                .putShort((short) (size - 4))
                .array();
    }

    private static String pem(byte[] der) {
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE-----";
    }
}
