// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.link.TestKernel;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExportNamesTest {
    private static final String[] ROWS = {
        "0x00000001\tregister_netdev\tvmlinux\tEXPORT_SYMBOL\t",
        "0x00000002\tregister_netdevice\tvmlinux\tEXPORT_SYMBOL\t",
        "0x00000003\tunregister_netdev\tdrivers/net/dummy\tEXPORT_SYMBOL\t"
    };

    @Test
    void nearNamesComeNearestFirst() {
        ExportNames names = new ExportNames(TestKernel.symvers(ROWS));
        assertEquals(List.of("register_netdev", "unregister_netdev"), names.nearest("register_netdeb"));
        assertEquals(List.of(), names.nearest("printk"));
        assertEquals(List.of(), names.nearest("no"), "too short to be misspelt");
        assertEquals(List.of("register_netdev"), names.nearest("egister_netdev").subList(0, 1));
    }

    @Test
    void ownersAreTheModulesOfTheList() {
        ExportNames names = new ExportNames(TestKernel.symvers(ROWS));
        assertTrue(names.listsModules());
        assertTrue(names.lists("dummy"));
        assertFalse(names.lists("vmlinux"));
        assertFalse(new ExportNames(TestKernel.symvers(ROWS[0])).listsModules());
        assertFalse(new ExportNames(TestKernel.kallsyms(TestKernel.SYMBOLS)).listsModules());
    }

    @Test
    void theBoundedDistanceIsTheDistanceUpToTheBound() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String a = word(random);
            String b = word(random);
            int plain = plain(a, b);
            for (int bound = 1; bound <= 3; bound++) {
                assertEquals(Math.min(plain, bound + 1), ExportNames.distance(a, b, bound), a + " " + b + " " + bound);
            }
        }
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int length = random.nextInt(8); word.length() < length; ) {
            word.append((char) ('a' + random.nextInt(3)));
        }
        return word.toString();
    }

    private static int plain(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.length() + b.length();
        }
        String restA = a.substring(1);
        String restB = b.substring(1);
        if (a.charAt(0) == b.charAt(0)) {
            return plain(restA, restB);
        }
        return 1 + Math.min(plain(restA, restB), Math.min(plain(restA, b), plain(a, restB)));
    }
}
