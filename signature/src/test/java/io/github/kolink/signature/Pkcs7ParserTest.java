// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.kernel.KernelTarget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Damaged signatures against the kernel's own parser: {@code kernel-parser.txt} holds, a line for each, what {@code
 * pkcs7_parse_message} of 6.1.192, compiled for user space, returned and printed for the same bytes.
 */
class Pkcs7ParserTest {
    private static final int MUTANTS = 6000;
    private static final int[] TAGS = {0x30, 0x31, 0xa0, 0xa1, 0xa2, 0xa3, 2, 6, 4, 0x80, 0x81, 0, 1, 0x1f};

    private static byte[] name(String name) {
        return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.text(name))));
    }

    /** A certificate with a key and a signature that are none: the parser does not look at them. */
    private static byte[] certificate(String issuer, String subject) {
        byte[] algorithm = Der.sequence(Der.oid("1.2.840.113549.1.1.11"), Der.nothing());
        byte[] key = Der.sequence(Der.element(2, new byte[] {0, 5, 6}), Der.integer(3));
        return Der.sequence(
                Der.sequence(
                        Der.element(0xa0, Der.integer(2)),
                        Der.integer(77),
                        algorithm,
                        name(issuer),
                        Der.sequence(Der.time("200101000000Z"), Der.time("491231235959Z")),
                        name(subject),
                        Der.sequence(Der.sequence(Der.oid(Signer.RSA), Der.nothing()), Der.bits(key)),
                        Der.element(
                                0xa3,
                                Der.sequence(
                                        Der.sequence(
                                                Der.oid("2.5.29.14"), Der.octets(Der.octets(new byte[] {1, 2, 3}))),
                                        Der.sequence(
                                                Der.oid("2.5.29.35"),
                                                Der.octets(Der.sequence(
                                                        Der.element(0x80, new byte[] {4, 5}),
                                                        Der.element(0xa1, Der.element(0xa4, name("A"))),
                                                        Der.element(0x82, new byte[] {9}))))))),
                algorithm,
                Der.bits(new byte[16]));
    }

    private static byte[] info(byte[]... attributes) {
        return Der.sequence(
                Der.integer(1),
                Der.sequence(name("Somebody"), Der.integer(5)),
                Signer.algorithm(Signer.SHA256),
                Der.join(attributes),
                Signer.algorithm(Signer.RSA),
                Der.octets(new byte[20]));
    }

    private static List<byte[]> seeds() {
        byte[] plain = Signer.message(1, Signer.detached(), Der.set(info()));
        byte[] open = Der.indefinite(
                0x30,
                Der.oid("1.2.840.113549.1.7.2"),
                Der.indefinite(
                        0xa0,
                        Der.indefinite(
                                0x30,
                                Der.integer(3),
                                Der.indefinite(0x31, Signer.algorithm(Signer.SHA256)),
                                Signer.detached(),
                                Der.indefinite(0xa1, Der.indefinite(0x30, certificate("I", "S"))),
                                Der.indefinite(
                                        0x31,
                                        Signer.info(
                                                3,
                                                Der.element(0x80, new byte[] {7}),
                                                Signer.SHA256,
                                                Signer.RSA,
                                                new byte[8])))));
        byte[] several = Signer.message(
                1,
                Signer.detached(),
                Der.element(0xa0, certificate("I", "S"), certificate("S", "I")),
                Der.set(info(), info()));
        byte[] attributed = Signer.message(
                1,
                Signer.detached(),
                Der.set(info(Der.element(
                        0xa0,
                        Der.sequence(Der.oid("1.2.840.113549.1.9.3"), Der.set(Der.oid(Signer.DATA))),
                        Der.sequence(Der.oid("1.2.840.113549.1.9.5"), Der.set(Der.time("250101000000Z"))),
                        Der.sequence(Der.oid("1.2.840.113549.1.9.4"), Der.set(Der.octets(new byte[32])))))));
        return List.of(plain, open, several, attributed);
    }

    /** The damaged signatures, always the same. */
    static List<byte[]> mutants() {
        Random random = new Random(1);
        List<byte[]> mutants = new ArrayList<>();
        List<byte[]> seeds = seeds();
        for (int i = 0; i < MUTANTS; i++) {
            byte[] bytes = seeds.get(i % seeds.size()).clone();
            for (int n = random.nextInt(4); n > 0; n--) {
                int at = random.nextInt(bytes.length);
                switch (random.nextInt(5)) {
                    case 0 -> bytes[at] = (byte) random.nextInt();
                    case 1 -> bytes[at] = (byte) TAGS[random.nextInt(TAGS.length)];
                    case 2 -> bytes[at] += (byte) (random.nextInt(5) - 2);
                    case 3 ->
                        bytes = Der.join(
                                new Bytes(bytes, 0, at).copy(), new Bytes(bytes, at + 1, bytes.length - at - 1).copy());
                    default ->
                        bytes = Der.join(
                                new Bytes(bytes, 0, at).copy(),
                                new byte[random.nextInt(4)],
                                new Bytes(bytes, at, bytes.length - at).copy());
                }
            }
            mutants.add(bytes);
        }
        return mutants;
    }

    private static String end(byte[] bytes, KernelTarget target) {
        Kernel kernel = new Kernel(target);
        String errno = "0";
        try {
            Pkcs7Parser.parse(Bytes.of(bytes), kernel);
        } catch (Refusal e) {
            errno = e.errno();
        }
        return String.join("|", errno, String.join("|", kernel.printed()));
    }

    @Test
    void everyDamageEndsAsInTheKernel() throws IOException {
        List<String> expected;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("kernel-parser.txt"))) {
            expected = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        KernelTarget target = BouncyCastleVerifierTest.kernel("6.1");
        List<byte[]> mutants = mutants();
        assertEquals(mutants.size(), expected.size());
        for (int i = 0; i < mutants.size(); i++) {
            int mutant = i;
            assertEquals(
                    expected.get(i),
                    end(mutants.get(i), target),
                    () -> "mutant " + mutant + ": "
                            + Bytes.of(mutants.get(mutant)).hex());
        }
    }
}
