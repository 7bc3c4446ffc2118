// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StopAddressesTest {
    private static final String SYMBOLS = """
            ffffffff81000000 T _text
            ffffffff81066000 T apply_relocate_add
            ffffffff81066100 T sort_extable_range
            ffffffff81066200 T sort_extable
            ffffffff81066300 t do_init_module
            """;

    private static StopAddresses of(String text) throws IOException {
        return StopAddresses.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void functionsAreFoundByTheirWholeName() throws IOException {
        assertEquals(new StopAddresses(0xffffffff81066000L, 0xffffffff81066200L, 0xffffffff81066300L), of(SYMBOLS));
    }

    @Test
    void aMissingFunctionIsNamed() {
        IOException refused =
                assertThrows(IOException.class, () -> of(SYMBOLS.replace("do_init_module", "do_init_module.isra.0")));

        assertTrue(refused.getMessage().endsWith("where do_init_module is"), refused.getMessage());
    }

    @Test
    void hiddenAddressesAreNoAddresses() {
        assertThrows(IOException.class, () -> of(SYMBOLS.replaceAll("(?m)^[0-9a-f]{16}", "0000000000000000")));
    }
}
