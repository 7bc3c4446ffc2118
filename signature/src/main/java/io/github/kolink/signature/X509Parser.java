// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import io.github.kolink.kernel.KernelFact;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a certificate as {@code x509_cert_parse} does (crypto/asymmetric_keys/x509_cert_parser.c and x509.asn1, 6.1). */
final class X509Parser {
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int BOOLEAN = 0x01;
    private static final int UTC_LENGTH = 13;
    private static final int GENERALIZED_LENGTH = 15;
    /** Extensions that bound what the key is for are read (x509_cert_parser.c: not in 6.1, in 6.12). */
    private static final KernelFact USAGE = KernelFact.since("6.5");
    /** The curve P-521 (x509_cert_parser.c: not in 6.1, in 6.12). */
    private static final KernelFact P521 = KernelFact.since("6.10");

    private final Kernel kernel;
    private final BerDecoder der;

    private String oid = "";
    private String signatureOid = "";
    private Bytes serial = Bytes.NONE;
    private Bytes issuer = Bytes.NONE;
    private Bytes subject = Bytes.NONE;
    private boolean subjectSeen;
    private boolean keySeen;
    private Bytes parameters = Bytes.NONE;
    private Bytes signed = Bytes.NONE;
    private Bytes signatureValue = Bytes.NONE;
    private String name = "";
    private String nameSegment = "";
    private Optional<PublicKey> key = Optional.empty();
    private Optional<Bytes> keyId = Optional.empty();
    private Optional<Bytes> authority = Optional.empty();
    private Optional<Bytes> issuerKeyId = Optional.empty();
    private Optional<Bytes> issuerId = Optional.empty();
    private @Nullable PublicKey publicKey;
    private @Nullable Signature signature;

    private X509Parser(Bytes data, Kernel kernel) throws Refusal {
        this.kernel = kernel;
        this.der = new BerDecoder(data);
    }

    static X509Certificate parse(Bytes data, Kernel kernel) throws Refusal {
        return read(data, kernel).certificate();
    }

    /** A certificate of which is not known yet whether it fits its own key. */
    static X509Parser read(Bytes data, Kernel kernel) throws Refusal {
        X509Parser parser = new X509Parser(data, kernel);
        parser.read();
        return parser;
    }

    /** As {@link X509Certificate#has}. */
    boolean has(Bytes wanted) {
        return serial.then(issuer).same(wanted)
                || keyId.filter(mine -> mine.same(wanted)).isPresent();
    }

    private void read() throws Refusal {
        der.open(BerDecoder.SEQUENCE);
        signedPart();
        signed = der.whole();
        algorithm();
        der.leaf(BerDecoder.BIT_STRING);
        noteSignature();
        der.close();
        if (authority.isPresent()) {
            try {
                new AuthorityKeyId(authority.get()).read();
            } catch (Refusal e) {
                kernel.print("X.509: Couldn't decode AuthKeyIdentifier");
                throw e;
            }
        }
        publicKey = key.orElseThrow(() -> Refusal.of("EBADMSG", "a certificate has no key"));
        Optional<SignatureAlgorithm> algorithm = SignatureAlgorithm.of(signatureOid, kernel.target());
        signature = algorithm
                .map(found -> new Signature(found.kind(), found.digest(), signatureValue, new SignedData(signed)))
                .orElseThrow(() -> unsupported(signatureOid));
    }

    /** What was read, if it fits its own key. */
    X509Certificate certificate() throws Refusal {
        return checked(Objects.requireNonNull(publicKey), Objects.requireNonNull(signature));
    }

    private static Refusal unsupported(String algorithm) {
        return Refusal.of("ENOPKG", "a certificate is signed with an algorithm the kernel does not know: " + algorithm);
    }

    private void signedPart() throws Refusal {
        der.open(BerDecoder.SEQUENCE);
        if (der.openOrSkip(BerDecoder.CONTEXT | BerDecoder.CONSTRUCTED, false)) {
            der.leaf(BerDecoder.INTEGER);
            der.close();
            der.back();
        }
        der.leaf(BerDecoder.INTEGER);
        serial = der.value();
        algorithm();
        signatureOid = oid;
        if (SignatureAlgorithm.of(oid, kernel.target()).isEmpty()) {
            throw unsupported(oid);
        }
        name();
        issuer = der.value();
        der.open(BerDecoder.SEQUENCE);
        time();
        time();
        der.close();
        name();
        subject = der.value();
        subjectSeen = true;
        name = nameSegment;
        der.open(BerDecoder.SEQUENCE);
        algorithm();
        der.leaf(BerDecoder.BIT_STRING);
        noteKey();
        der.close();
        der.leafOrSkip(BerDecoder.CONTEXT | 1, false);
        der.leafOrSkip(BerDecoder.CONTEXT | 2, false);
        if (der.openOrSkip(BerDecoder.CONTEXT | BerDecoder.CONSTRUCTED | 3, false)) {
            extensions();
            der.close();
            der.back();
        }
        der.close();
    }

    private void identifier() throws Refusal {
        der.leaf(BerDecoder.OBJECT_IDENTIFIER);
        oid = OidRegistry.identify(der.value());
    }

    private void algorithm() throws Refusal {
        der.open(BerDecoder.SEQUENCE);
        identifier();
        // Of the three algorithms of a certificate, the second has the parameters of the key.
        if (der.anyOrSkip(false) && subjectSeen && !keySeen) {
            parameters = der.whole();
        }
        der.close();
        der.back();
    }

    private void name() throws Refusal {
        nameSegment = "";
        der.open(BerDecoder.SEQUENCE);
        do {
            der.open(BerDecoder.SET);
            do {
                der.open(BerDecoder.SEQUENCE);
                identifier();
                der.any();
                if (nameSegment.isEmpty() || oid.equals("2.5.4.3")) {
                    nameSegment = new String(der.value().copy(), StandardCharsets.UTF_8);
                }
                der.close();
            } while (der.closeOrAgain());
        } while (der.closeOrAgain());
        der.back();
    }

    private void time() throws Refusal {
        der.leafOrSkip(UTC_TIME, false);
        der.leafOrSkip(GENERALIZED_TIME, true);
        der.oneOfThem();
        time(der.tag, der.value());
    }

    /** {@code x509_decode_time}; when a certificate is valid does not matter to the kernel. */
    static void time(int tag, Bytes value) throws Refusal {
        String text = new String(value.copy(), StandardCharsets.ISO_8859_1);
        boolean utc = tag == UTC_TIME;
        int yearDigits = utc ? 2 : 4;
        if ((!utc && tag != GENERALIZED_TIME)
                || text.length() != (utc ? UTC_LENGTH : GENERALIZED_LENGTH)
                || !text.endsWith("Z")
                || !text.chars().limit(text.length() - 1L).allMatch(c -> c >= '0' && c <= '9')) {
            throw Refusal.of("EBADMSG", "a certificate's time cannot be read");
        }
        int year = Integer.parseInt(text.substring(0, yearDigits));
        if (utc) {
            year += year >= 50 ? 1900 : 2000;
        } else if (year >= 1950 && year <= 2049) {
            throw Refusal.of("EBADMSG", "a certificate's time is in the wrong form");
        }
        int[] parts = new int[5];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Integer.parseInt(text.substring(yearDigits + 2 * i, yearDigits + 2 * i + 2));
        }
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int days = switch (parts[0]) {
            case 2 -> leap ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
        if (year < 1970
                || parts[0] < 1
                || parts[0] > 12
                || parts[1] < 1
                || parts[1] > days
                || parts[2] > 24
                || parts[3] > 59
                || parts[4] > 60) {
            throw Refusal.of("EBADMSG", "a certificate's time is none");
        }
    }

    private void noteKey() throws Refusal {
        Bytes bits = der.value();
        String curve = "";
        KeyKind kind;
        switch (oid) {
            case "1.2.840.113549.1.1.1" -> kind = KeyKind.RSA;
            case "1.2.643.7.1.1.1.1", "1.2.643.7.1.1.1.2" -> kind = KeyKind.ECRDSA;
            case "1.2.840.10045.2.1" -> {
                curve = curve();
                kind = KeyKind.ECDSA;
            }
            default ->
                kind = KeyKind.ofSignature(oid, kernel.target())
                        .filter(found -> found == KeyKind.MLDSA)
                        .orElseThrow(() ->
                                Refusal.of("ENOPKG", "a certificate's key is of a kind the kernel does not know"));
        }
        if (bits.length() < 1 || bits.at(0) != 0) {
            throw Refusal.of("EBADMSG", "a certificate's key has loose bits");
        }
        keySeen = true;
        key = Optional.of(new PublicKey(kind, curve, bits.from(1)));
    }

    private String curve() throws Refusal {
        if (parameters.length() < 3
                || parameters.at(0) != BerDecoder.OBJECT_IDENTIFIER
                || parameters.at(1) != parameters.length() - 2) {
            throw Refusal.of("EBADMSG", "a certificate's curve cannot be read");
        }
        String curve = OidRegistry.identify(parameters.from(2));
        return switch (curve) {
            case "1.2.840.10045.3.1.1" -> "P-192";
            case "1.2.840.10045.3.1.7" -> "P-256";
            case "1.3.132.0.34" -> "P-384";
            case "1.3.132.0.35" -> {
                if (kernel.target().facts().has(P521)) {
                    yield "P-521";
                }
                throw Refusal.of("ENOPKG", "the kernel does not know the curve P-521");
            }
            default -> throw Refusal.of("ENOPKG", "the kernel does not know the curve " + curve);
        };
    }

    private void noteSignature() throws Refusal {
        if (!oid.equals(signatureOid)) {
            throw kernel.refuse(
                    "EINVAL",
                    "X.509: signatureAlgorithm (" + kernel.registry().number(oid)
                            + ") differs from tbsCertificate.signature ("
                            + kernel.registry().number(signatureOid) + ")");
        }
        Bytes bits = der.value();
        if (bits.length() < 1 || bits.at(0) != 0) {
            throw Refusal.of("EBADMSG", "a certificate's signature has loose bits");
        }
        signatureValue = bits.from(1);
    }

    private void extensions() throws Refusal {
        der.open(BerDecoder.SEQUENCE);
        do {
            der.open(BerDecoder.SEQUENCE);
            identifier();
            der.leafOrSkip(BOOLEAN, false);
            der.leaf(BerDecoder.OCTET_STRING);
            extension(der.value());
            der.close();
        } while (der.closeOrAgain());
    }

    private void extension(Bytes value) throws Refusal {
        boolean usage = kernel.target().facts().has(USAGE);
        switch (oid) {
            case "2.5.29.14" -> {
                if (keyId.isPresent()
                        || value.length() < 3
                        || value.at(0) != BerDecoder.OCTET_STRING
                        || value.at(1) != value.length() - 2) {
                    throw Refusal.of("EBADMSG", "a certificate's key identifier cannot be read");
                }
                keyId = Optional.of(value.from(2));
            }
            case "2.5.29.35" -> authority = Optional.of(value);
            case "2.5.29.15" -> {
                if (usage && (value.length() < 4 || value.at(0) != BerDecoder.BIT_STRING || value.at(2) >= 8)) {
                    throw Refusal.of("EBADMSG", "a certificate's key usage cannot be read");
                }
            }
            case "2.5.29.19" -> {
                if (usage && !isConstraints(value)) {
                    throw Refusal.of("EBADMSG", "a certificate's basic constraints cannot be read");
                }
            }
            default -> {}
        }
    }

    private static boolean isConstraints(Bytes value) {
        if (value.length() < 2 || value.at(0) != BerDecoder.SEQUENCE || value.at(1) != value.length() - 2) {
            return false;
        }
        return value.at(1) == 0
                || (value.length() >= 5 && value.at(2) == BOOLEAN && value.at(3) == 1 && value.at(4) == 0xff);
    }

    /** {@code x509_check_for_self_signed} (x509_public_key.c 6.1). */
    private X509Certificate checked(PublicKey publicKey, Signature signature) throws Refusal {
        Bytes id = serial.then(issuer);
        boolean unsupported = false;
        boolean self = subject.same(issuer);
        try {
            signature.over(kernel.target());
        } catch (Refusal e) {
            unsupported = true; // a digest that is not there is taken as not there
        }
        if (self && (issuerId.isPresent() || issuerKeyId.isPresent())) {
            boolean byKey = X509Certificate.same(keyId, issuerKeyId);
            boolean bySerial = X509Certificate.same(Optional.of(id), issuerId);
            self = byKey || bySerial;
            if (self && byKey != bySerial && issuerId.isPresent() && issuerKeyId.isPresent()) {
                throw Refusal.of("EKEYREJECTED", "a certificate names two issuers");
            }
        }
        boolean verified = false;
        if (self && !unsupported) {
            try {
                publicKey.verify(signature, kernel.target());
                verified = true;
            } catch (Refusal e) {
                if (!e.is("ENOPKG")) {
                    throw e;
                }
                unsupported = true;
            }
        }
        return new X509Certificate(id, keyId, issuerId, issuerKeyId, publicKey, signature, verified, unsupported, name);
    }

    /** The extension that names the issuer (x509_akid.asn1 6.1). */
    private final class AuthorityKeyId {
        private final BerDecoder ber;
        private Optional<Bytes> directoryName = Optional.empty();

        AuthorityKeyId(Bytes value) throws Refusal {
            this.ber = new BerDecoder(value);
        }

        void read() throws Refusal {
            ber.open(BerDecoder.SEQUENCE);
            if (ber.leafOrSkip(BerDecoder.CONTEXT, false) && issuerKeyId.isEmpty()) {
                issuerKeyId = Optional.of(ber.value());
            }
            if (ber.openOrSkip(BerDecoder.CONTEXT | BerDecoder.CONSTRUCTED | 1, false)) {
                do {
                    generalName();
                } while (ber.closeOrAgain());
                ber.back();
            }
            if (ber.leafOrSkip(BerDecoder.CONTEXT | 2, false) && directoryName.isPresent() && issuerId.isEmpty()) {
                issuerId = Optional.of(ber.value().then(directoryName.get()));
            }
            ber.close();
        }

        /** One of nine kinds; of the directory name the value is kept. */
        private void generalName() throws Refusal {
            for (int kind = 0; kind <= 8; kind++) {
                if (ber.openOrSkip(BerDecoder.CONTEXT | BerDecoder.CONSTRUCTED | kind, kind > 0)) {
                    switch (kind) {
                        case 1, 2, 6 -> ber.leaf(0x16);
                        case 4 -> directoryName();
                        case 7 -> ber.leaf(BerDecoder.OCTET_STRING);
                        case 8 -> ber.leaf(BerDecoder.OBJECT_IDENTIFIER);
                        default -> ber.any();
                    }
                    ber.close();
                    ber.back();
                }
            }
            ber.oneOfThem();
        }

        private void directoryName() throws Refusal {
            ber.open(BerDecoder.SEQUENCE);
            do {
                ber.open(BerDecoder.SET);
                do {
                    ber.open(BerDecoder.SEQUENCE);
                    ber.leaf(BerDecoder.OBJECT_IDENTIFIER);
                    ber.any();
                    ber.close();
                } while (ber.closeOrAgain());
            } while (ber.closeOrAgain());
            directoryName = Optional.of(ber.value());
        }
    }
}
