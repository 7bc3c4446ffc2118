// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a signature as {@code pkcs7_parse_message} does (crypto/asymmetric_keys/pkcs7_parser.c and pkcs7.asn1, 6.1). The order
 * of the methods is that of the grammar; a message that the kernel prints is printed where the kernel meets its cause.
 */
final class Pkcs7Parser {
    private static final String DATA = "1.2.840.113549.1.7.1";
    private static final String SIGNED_DATA = "1.2.840.113549.1.7.2";
    private static final String INDIRECT_DATA = "1.3.6.1.4.1.311.2.1.4";
    private static final int CONTEXT_SET = BerDecoder.CONTEXT | BerDecoder.CONSTRUCTED;

    /** Attributes that may come once. */
    private enum Attribute {
        CONTENT_TYPE,
        SIGNING_TIME,
        MESSAGE_DIGEST,
        SMIME_CAPABILITIES,
        OPUS_INFO,
        STATEMENT_TYPE
    }

    private final Kernel kernel;
    private final BerDecoder der;
    private final List<X509Certificate> certificates = new ArrayList<>();
    private final List<SignerInfo> signers = new ArrayList<>();

    private String oid = "";
    private String dataType = "";
    private int version;
    private boolean content;

    private final Set<Attribute> attributes = EnumSet.noneOf(Attribute.class);
    private boolean byKeyId;
    private boolean attributed;
    private Bytes issuer = Bytes.NONE;
    private Bytes serial = Bytes.NONE;
    private Bytes signerKeyId = Bytes.NONE;
    private Optional<Digest> digest = Optional.empty();
    private Optional<KeyKind> kind = Optional.empty();
    private Bytes value = Bytes.NONE;

    private Pkcs7Parser(Bytes data, Kernel kernel) throws Refusal {
        this.kernel = kernel;
        this.der = new BerDecoder(data);
    }

    static Pkcs7Message parse(Bytes data, Kernel kernel) throws Refusal {
        return new Pkcs7Parser(data, kernel).message();
    }

    private Pkcs7Message message() throws Refusal {
        der.open(BerDecoder.SEQUENCE);
        identifier();
        if (!oid.equals(SIGNED_DATA)) {
            throw kernel.refuse("EINVAL", "PKCS7: Only support pkcs7_signedData type");
        }
        if (der.openOrSkip(CONTEXT_SET, false)) {
            signedData();
            der.close();
            der.back();
        }
        der.close();
        if (signers.isEmpty()
                || signers.stream()
                        .anyMatch(one -> one.attributes() != signers.get(0).attributes())) {
            throw kernel.refuse("EINVAL", "PKCS7: Inconsistently supplied authAttrs");
        }
        return new Pkcs7Message(dataType.equals(DATA), content, List.copyOf(certificates), List.copyOf(signers));
    }

    private void identifier() throws Refusal {
        der.leaf(BerDecoder.OBJECT_IDENTIFIER);
        noteIdentifier();
    }

    private void noteIdentifier() {
        oid = OidRegistry.identify(der.value());
        if (!kernel.registry().knows(oid)) {
            kernel.print("PKCS7: Unknown OID: [" + der.position() + "] " + OidRegistry.text(der.value()));
        }
    }

    private void signedData() throws Refusal {
        der.open(BerDecoder.SEQUENCE);
        der.leaf(BerDecoder.INTEGER);
        version = version("SignedData");
        if (der.openOrSkip(BerDecoder.SET, false)) {
            digestAlgorithms();
        }
        if (der.openOrSkip(BerDecoder.SEQUENCE, true)) {
            digestAlgorithms();
        }
        der.oneOfThem();
        contentInfo();
        certificates();
        crls();
        if (der.openOrSkip(BerDecoder.SET, false)) {
            signerInfos();
        }
        if (der.openOrSkip(BerDecoder.SEQUENCE, true)) {
            signerInfos();
        }
        der.oneOfThem();
        der.close();
    }

    private int version(String of) throws Refusal {
        int number = der.value().length() == 1 ? der.value().at(0) : 0;
        if (number != 1 && number != 3) {
            throw kernel.refuse("EINVAL", "PKCS7: Unsupported " + of + " version");
        }
        return number;
    }

    private void digestAlgorithms() throws Refusal {
        do {
            der.open(BerDecoder.SEQUENCE);
            algorithm();
            der.back();
        } while (der.closeOrAgain());
        der.back();
    }

    /** The inside of an algorithm's identifier. */
    private void algorithm() throws Refusal {
        identifier();
        der.anyOrSkip(false);
        der.close();
    }

    private void contentInfo() throws Refusal {
        der.open(BerDecoder.SEQUENCE);
        identifier();
        noteIdentifier(); // the grammar has it twice
        if (der.openOrSkip(CONTEXT_SET, false)) {
            der.any();
            content = true;
            der.close();
            der.back();
        }
        der.close();
        if (!oid.equals(DATA) && !oid.equals(INDIRECT_DATA)) {
            throw kernel.refuse(
                    "EINVAL",
                    "PKCS7: Unsupported data type " + kernel.registry().number(oid));
        }
        dataType = oid;
    }

    private void certificates() throws Refusal {
        List<X509Certificate> before = new ArrayList<>(certificates);
        if (der.openOrSkip(CONTEXT_SET, false)) {
            do {
                if (der.anyOrSkip(false)) {
                    certificates.add(certificate());
                }
                if (der.anyOrSkip(true)) {
                    certificates.add(certificate());
                }
                der.oneOfThem();
            } while (der.closeOrAgain());
            der.back();
        }
        if (der.openOrSkip(CONTEXT_SET | 2, true)) {
            do {
                der.any();
                certificates.add(certificate());
            } while (der.closeOrAgain());
            der.back();
        }
        certificates.addAll(before);
    }

    private X509Certificate certificate() throws Refusal {
        if (der.tag != BerDecoder.SEQUENCE) {
            throw Refusal.of("EBADMSG", "it brings a certificate that is none");
        }
        return X509Parser.parse(der.whole(), kernel);
    }

    /** Lists of revoked certificates: the grammar takes them for lists of certificates, and they are not looked at again. */
    private void crls() throws Refusal {
        if (der.openOrSkip(CONTEXT_SET | 1, false)) {
            crlList();
        }
        if (der.openOrSkip(CONTEXT_SET | 3, true)) {
            crlList();
        }
    }

    private void crlList() throws Refusal {
        do {
            der.open(BerDecoder.SEQUENCE);
            do {
                der.any();
                certificate();
            } while (der.closeOrAgain());
            der.back();
        } while (der.closeOrAgain());
        der.back();
    }

    private void signerInfos() throws Refusal {
        do {
            der.open(BerDecoder.SEQUENCE);
            signerInfo();
            der.back();
        } while (der.closeOrAgain());
        der.back();
    }

    private void signerInfo() throws Refusal {
        attributes.clear();
        attributed = false;
        der.leaf(BerDecoder.INTEGER);
        int number = version("SignerInfo");
        if ((number == 1) != (version == 1)) {
            throw kernel.refuse("EBADMSG", "PKCS7: SignedData-SignerInfo version mismatch");
        }
        byKeyId = number == 3;
        signerIdentifier();
        der.open(BerDecoder.SEQUENCE);
        algorithm();
        der.back();
        noteDigest();
        authenticatedAttributes();
        der.open(BerDecoder.SEQUENCE);
        algorithm();
        noteKind();
        der.leaf(BerDecoder.OCTET_STRING);
        value = der.value();
        if (der.openOrSkip(CONTEXT_SET | 1, false)) {
            unauthenticatedAttributes();
        }
        if (der.openOrSkip(CONTEXT_SET | 3, true)) {
            unauthenticatedAttributes();
        }
        der.close();
        noteSigner();
    }

    private void signerIdentifier() throws Refusal {
        if (der.openOrSkip(BerDecoder.SEQUENCE, false)) {
            der.open(BerDecoder.SEQUENCE);
            do {
                der.open(BerDecoder.SET);
                do {
                    der.open(BerDecoder.SEQUENCE);
                    identifier();
                    der.any();
                    der.close();
                } while (der.closeOrAgain());
            } while (der.closeOrAgain());
            issuer = der.value();
            der.leaf(BerDecoder.INTEGER);
            serial = der.value();
            der.close();
            der.back();
        }
        if (der.leafOrSkip(BerDecoder.CONTEXT, true)) {
            signerKeyId = der.value();
        }
        der.oneOfThem();
    }

    private void noteDigest() throws Refusal {
        digest = Digest.of(oid, kernel.target());
        if (digest.isEmpty()) {
            throw kernel.refuse(
                    "ENOPKG", "Unsupported digest algo: " + kernel.registry().number(oid));
        }
    }

    private void noteKind() throws Refusal {
        kind = KeyKind.ofSignature(oid, kernel.target());
        if (kind.isEmpty()) {
            throw kernel.refuse(
                    "ENOPKG", "Unsupported pkey algo: " + kernel.registry().number(oid));
        }
    }

    private void authenticatedAttributes() throws Refusal {
        if (der.openOrSkip(CONTEXT_SET, false)) {
            do {
                der.open(BerDecoder.SEQUENCE);
                attribute();
                der.back();
            } while (der.closeOrAgain());
            der.back();
        }
        if (der.lastMatched()) {
            noteAttributes();
        }
        if (der.openOrSkip(CONTEXT_SET | 2, true)) {
            der.open(BerDecoder.SEQUENCE);
            do {
                der.open(BerDecoder.SEQUENCE);
                attribute();
                der.back();
            } while (der.closeOrAgain());
            der.close();
            der.back();
        }
    }

    private void attribute() throws Refusal {
        identifier();
        der.open(BerDecoder.SET);
        do {
            der.any();
            noteAttribute();
        } while (der.closeOrAgain());
        der.close();
    }

    private void noteAttribute() throws Refusal {
        switch (oid) {
            case "1.2.840.113549.1.9.3" -> {
                once(Attribute.CONTENT_TYPE);
                String type = OidRegistry.identify(der.value());
                if (!type.equals(dataType)) {
                    throw kernel.refuse(
                            "EBADMSG",
                            "PKCS7: Mismatch between global data type ("
                                    + kernel.registry().number(dataType) + ") and sinfo 0 ("
                                    + kernel.registry().number(type) + ")");
                }
            }
            case "1.2.840.113549.1.9.5" -> {
                once(Attribute.SIGNING_TIME);
                X509Parser.time(der.tag, der.value());
            }
            case "1.2.840.113549.1.9.4" -> {
                once(Attribute.MESSAGE_DIGEST);
                if (der.tag != BerDecoder.OCTET_STRING) {
                    throw Refusal.of("EBADMSG", "the digest among its attributes is no bytes");
                }
            }
            case "1.2.840.113549.1.9.15" -> {
                once(Attribute.SMIME_CAPABILITIES);
                authenticodeOnly("S/MIME Caps");
            }
            case "1.3.6.1.4.1.311.2.1.12" -> {
                once(Attribute.OPUS_INFO);
                authenticodeOnly("Authenticode AuthAttrs");
            }
            case "1.3.6.1.4.1.311.2.1.11" -> {
                once(Attribute.STATEMENT_TYPE);
                authenticodeOnly("Authenticode AuthAttrs");
            }
            default -> {}
        }
    }

    private void once(Attribute attribute) throws Refusal {
        if (!attributes.add(attribute)) {
            throw kernel.refuse("EKEYREJECTED", "PKCS7: Repeated/multivalue AuthAttrs not permitted");
        }
    }

    private void authenticodeOnly(String what) throws Refusal {
        if (!dataType.equals(INDIRECT_DATA)) {
            throw kernel.refuse("EKEYREJECTED", "PKCS7: " + what + " only allowed with Authenticode");
        }
    }

    private void noteAttributes() throws Refusal {
        if (!attributes.contains(Attribute.CONTENT_TYPE) || !attributes.contains(Attribute.MESSAGE_DIGEST)) {
            throw kernel.refuse("EBADMSG", "PKCS7: Missing required AuthAttr");
        }
        if (!dataType.equals(INDIRECT_DATA) && attributes.contains(Attribute.OPUS_INFO)) {
            throw kernel.refuse("EBADMSG", "PKCS7: Unexpected Authenticode AuthAttr");
        }
        attributed = true;
    }

    private void unauthenticatedAttributes() throws Refusal {
        do {
            der.open(BerDecoder.SEQUENCE);
            der.leaf(BerDecoder.OBJECT_IDENTIFIER);
            der.open(BerDecoder.SET);
            do {
                der.any();
            } while (der.closeOrAgain());
            der.close();
            der.back();
        } while (der.closeOrAgain());
        der.back();
    }

    private void noteSigner() throws Refusal {
        if (dataType.equals(INDIRECT_DATA) && !attributed) {
            throw kernel.refuse("EBADMSG", "PKCS7: Authenticode requires AuthAttrs");
        }
        signers.add(new SignerInfo(
                signers.size() + 1,
                byKeyId ? signerKeyId : serial.then(issuer),
                kind.orElseThrow(),
                digest.orElseThrow(),
                value,
                attributed));
    }
}
