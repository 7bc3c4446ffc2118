// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/** The signature behind the file: whole, damaged, of somebody else, absent. */
final class SignatureVariants {
    private static final String SHA2 = "6086480165030402";
    private static final String PKCS7_DATA = "06092a864886f70d010701";
    private static final String RSA = "06092a864886f70d010101";
    private static final String DAMAGED = "R-11";
    private static final String TRAILER = "R-10";

    private final Base base;
    private final Variants trials;

    private SignatureVariants(Base base) {
        this.base = base;
        this.trials = new Variants(base);
    }

    static List<Trial> of(Base base) {
        SignatureVariants variants = new SignatureVariants(base);
        variants.sound();
        variants.trailer();
        variants.contents();
        return variants.trials.list();
    }

    /** One of each kind, for a kernel that insists on signatures. */
    static List<Trial> enforced(Base base) {
        SignatureVariants variants = new SignatureVariants(base);
        variants.add("signed", "loads", () -> variants.signed());
        variants.add("unsigned", "R-13", () -> variants.signed().unsigned());
        variants.add("not-pkcs7", "R-13", () -> variants.trailer(2, 1));
        variants.add("unknown-digest", "R-13", () -> variants.replaced(SHA2, 2, 8, 0x77));
        variants.add("unknown-signer", "R-13", () -> variants.signer());
        variants.add("tampered", DAMAGED, () -> variants.tampered());
        variants.add(
                "unsigned-and-bad", "R-13", () -> variants.signed().unsigned().put8(0, 0));
        return variants.trials.list();
    }

    private void add(String name, String row, Supplier<EditedModule> module) {
        trials.add(name, row, module);
    }

    private EditedModule signed() {
        return base.original();
    }

    private EditedModule tampered() {
        return signed().flip(signed().at(".rodata") + 17);
    }

    private void sound() {
        add("signed", "loads", () -> signed());
        add("unsigned", "loads", () -> signed().unsigned());
        add("signed-elsewhere", "loads", () -> signed().appended(new byte[1]));
        add("tampered", DAMAGED, () -> tampered());
        add("tampered-magic", DAMAGED, () -> signed().put8(0, 0));
        add("tampered-last-byte", DAMAGED, () -> signed().flip(signed().signatureStart() - 1));
        add("longer", DAMAGED, () -> longer());
        add("marker-only", "R-08", () -> EditedModule.of(marker()));
        add("trailer-only", "R-08", () -> EditedModule.of(EditedModule.join(new byte[12], marker())));
        add("trailer-and-byte", "R-08", () -> EditedModule.of(EditedModule.join(new byte[13], marker())));
        add("marker-twice", "R-10", () -> signed().appended(marker()));
    }

    private static byte[] marker() {
        return EditedModule.SIGNATURE_MARKER.getBytes(StandardCharsets.US_ASCII);
    }

    private EditedModule longer() {
        byte[] file = base.signed();
        int start = signed().signatureStart();
        byte[] head = EditedModule.join(Arrays.copyOf(file, start), new byte[8]);
        return EditedModule.of(EditedModule.join(head, Arrays.copyOfRange(file, start, file.length)));
    }

    private EditedModule trailer(int at, int value) {
        return signed().put8(signed().trailer() + at, value);
    }

    private void trailer() {
        add("algo", TRAILER, () -> trailer(0, 1));
        add("hash", TRAILER, () -> trailer(1, 4));
        add("id-type-0", "R-09", () -> trailer(2, 0));
        add("id-type-1", "R-09", () -> trailer(2, 1));
        add("id-type-and-algo", "R-09", () -> trailer(2, 1).put8(signed().trailer(), 1));
        add("signer-length", TRAILER, () -> trailer(3, 1));
        add("key-id-length", TRAILER, () -> trailer(4, 1));
        add("pad-first", TRAILER, () -> trailer(5, 1));
        add("pad-last", TRAILER, () -> trailer(7, 1));
        add("length-beyond", "R-08", () -> length(signed().trailer()));
        add("length-negative", "R-08", () -> length(-1));
        add("length-all-but-one", DAMAGED, () -> length(signed().trailer() - 1));
        add("length-0", DAMAGED, () -> length(0));
        add("length-less-1", DAMAGED, () -> length(signed().trailer() - signed().signatureStart() - 1));
        add("length-more-1", DAMAGED, () -> length(signed().trailer() - signed().signatureStart() + 1));
    }

    private EditedModule length(int length) {
        return signed().put32(signed().trailer() + 8, Integer.reverseBytes(length));
    }

    /** Changes a byte of an occurrence of an object identifier; the first is 1. */
    private EditedModule replaced(String identifier, int occurrence, int at, int value) {
        int found = find(identifier, signed().signatureStart());
        for (int i = 1; i < occurrence; i++) {
            found = find(identifier, found + 1);
        }
        return signed().put8(found + at, value);
    }

    private int find(String hex, int from) {
        byte[] wanted = HexFormat.of().parseHex(hex);
        byte[] file = base.signed();
        for (int i = from; i < file.length - wanted.length; i++) {
            if (Arrays.equals(file, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new NoSuchElementException("no " + hex + " in the signature");
    }

    /** The serial number is that of no certificate: it follows the last name of the issuer. */
    private EditedModule signer() {
        byte[] text = "Build time autogenerated kernel key".getBytes(StandardCharsets.US_ASCII);
        byte[] file = base.signed();
        for (int i = signed().signatureStart(); i < file.length - text.length; i++) {
            if (Arrays.equals(file, i, i + text.length, text, 0, text.length)) {
                return signed().flip(i + text.length + 6);
            }
        }
        throw new NoSuchElementException("the signer is somebody else");
    }

    private void contents() {
        int start = signed().signatureStart();
        add("unknown-signer", "R-13", () -> signer());
        add("unknown-digest", "R-13", () -> replaced(SHA2, 2, 8, 0x77));
        add("digest-sha3-384", "R-13", () -> replaced(SHA2, 2, 8, 0x09));
        add("digest-sha512", DAMAGED, () -> replaced(SHA2, 2, 8, 0x03));
        add("digest-list-unknown", "loads", () -> replaced(SHA2, 1, 8, 0x77));
        add("digest-list-sha512", "loads", () -> replaced(SHA2, 1, 8, 0x03));
        add("not-data", DAMAGED, () -> replaced(PKCS7_DATA, 1, 10, 0x02));
        add("unknown-key-algorithm", "R-13", () -> replaced(RSA, 1, 10, 0x77));
        add("first-tag", DAMAGED, () -> signed().put8(start, 0x31));
        add("first-length", DAMAGED, () -> signed().put8(start + 1, 0x80));
        add("outer-identifier", DAMAGED, () -> signed().flip(start + 8));
        add("signature-bit", DAMAGED, () -> signed().flip(signed().trailer() - 1));
        add("all-zero", DAMAGED, () -> zeroed(start));
    }

    private EditedModule zeroed(int from) {
        EditedModule module = signed();
        for (int i = from; i < module.trailer(); i++) {
            module.put8(i, 0);
        }
        return module;
    }
}
