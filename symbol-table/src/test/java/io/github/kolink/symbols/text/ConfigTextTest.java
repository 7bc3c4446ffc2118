// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.SymbolSourceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

public class ConfigTextTest {
    public static final String TEXT =
            "#\n# Linux/arm64 6.1 Kernel Configuration\n#\nCONFIG_ARM64=y\nCONFIG_NAME=\"a=b\"\n# CONFIG_SMP is not set\n";

    public static KernelSnapshot read(String text) throws IOException {
        return KernelSnapshot.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), "config");
    }

    @Test
    void optionsKeepTheirValuesAndUnsetOnesReadAsNo() throws IOException {
        KernelSnapshot snapshot = read(TEXT);
        assertEquals(Map.of("CONFIG_ARM64", "y", "CONFIG_NAME", "\"a=b\"", "CONFIG_SMP", "n"), snapshot.config());
        assertEquals(Optional.of("aarch64"), snapshot.architecture());
        assertEquals(0, snapshot.symbols().size());
    }

    @Test
    void aLineThatIsNoOptionIsRefusedWithItsNumber() {
        IOException e = assertThrows(SymbolSourceException.class, () -> read(TEXT + "hello\n"));
        assertTrue(e.getMessage().startsWith("config:7: "), e.getMessage());
    }
}
