// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NameIndexTest {
    private static IndexNode names() {
        IndexNode names = new IndexNode();
        names.insert("fs_minix", "minix", 5);
        names.insert("fs_*", "anyfs", 9);
        names.insert("fs_min?x", "quest", 1);
        names.insert("fs_[a-m]inix", "bracket", 3);
        names.insert("fs", "short", 2);
        names.insert("net_pf_10", "ipv6", 4);
        return names;
    }

    @Test
    void plainNamesAreFoundLetterByLetter() throws IOException {
        NameIndex index = NameIndex.of("x.bin", names().toBytes());
        assertEquals(Optional.of("minix"), index.first("fs_minix"));
        assertEquals(Optional.of("short"), index.first("fs"));
        assertEquals(Optional.empty(), index.first("fs_mini"));
        assertEquals(Optional.empty(), index.first("net_pf_1"));
        assertEquals(Optional.empty(), index.first("fs_minixx"));
    }

    @Test
    void patternsMatchInTheOrderOfTheirRanks() throws IOException {
        NameIndex index = NameIndex.of("x.bin", names().toBytes());
        assertEquals(List.of("quest", "bracket", "minix", "anyfs"), index.match("fs_minix"));
        assertEquals(List.of("anyfs"), index.match("fs_xfs"));
        assertEquals(List.of("ipv6"), index.match("net_pf_10"));
        assertEquals(List.of(), index.match("net_pf_1"));
    }

    @Test
    void anEmptyIndexHasNoNames() throws IOException {
        NameIndex index = NameIndex.of("x.bin", new IndexNode().toBytes());
        assertEquals(Optional.empty(), index.first("a"));
        assertEquals(List.of(), index.match("a"));
    }

    @Test
    void everyNameIsToldWithItsValue() throws IOException {
        Map<String, String> told = new TreeMap<>();
        NameIndex.of("x.bin", names().toBytes()).forEach(told::put);
        assertEquals(6, told.size());
        assertEquals("bracket", told.get("fs_[a-m]inix"));
    }

    @Test
    void anotherFileIsNoIndex() {
        IOException e = assertThrows(IOException.class, () -> NameIndex.of("x.bin", new byte[12]));
        assertTrue(e.getMessage().startsWith("x.bin: no index of depmod"), e.getMessage());
        byte[] later = names().toBytes();
        later[5] = 3;
        assertThrows(IOException.class, () -> NameIndex.of("x.bin", later));
    }

    @Test
    void aDamagedFileEndsInAnErrorOrAnAnswerSoon() {
        byte[] sound = names().toBytes();
        Random random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = sound.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[8 + random.nextInt(bytes.length - 8)] = (byte) random.nextInt(256);
            }
            refused += assertTimeoutPreemptively(Duration.ofSeconds(5), () -> ask(bytes));
        }
        assertTrue(refused > 1000, "refused " + refused);
    }

    private static int ask(byte[] bytes) {
        try {
            NameIndex index = NameIndex.of("x.bin", bytes);
            index.first("fs_minix");
            index.match("fs_minix");
            index.forEach((name, value) -> {});
            return 0;
        } catch (IOException e) {
            return 1;
        }
    }

    /** Each node twice below the one above: 2^60 ways from the root to the last one. */
    @Test
    void nodesOfSeveralParentsAreNotWalkedAllWays() {
        ByteBuffer bytes = ByteBuffer.allocate(12 + 60 * 10 + 6);
        bytes.putInt(IndexNode.MAGIC).putInt(IndexNode.VERSION).putInt(0);
        int below = bytes.position() | IndexNode.VALUES;
        bytes.putInt(0).put((byte) 0).put((byte) 0);
        for (int i = 0; i < 60; i++) {
            int here = bytes.position();
            bytes.put((byte) '*').put((byte) '+').putInt(below).putInt(below);
            below = here | IndexNode.CHILDREN;
        }
        bytes.putInt(8, below);
        IOException e = assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThrows(
                        IOException.class,
                        () -> NameIndex.of("x.bin", bytes.array()).match("zz")));
        assertTrue(e.getMessage().contains("several parents"), e.getMessage());
    }
}
