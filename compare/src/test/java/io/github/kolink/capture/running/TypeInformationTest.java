// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.running;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.kolink.compare.TypeInformationBytes;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class TypeInformationTest {
    private final byte[] bytes = TypeInformationBytes.ofStruct("module", "percpu", 648);

    @Test
    void aMemberIsFoundInItsOwnStructure() throws IOException {
        TypeInformation types = new TypeInformation(bytes, ByteOrder.LITTLE_ENDIAN);

        assertEquals(OptionalInt.of(648), types.offset("module", "percpu"));
        assertEquals(OptionalInt.of(40), types.offset("other", "percpu"));
        assertEquals(OptionalInt.empty(), types.offset("module", "per"));
        assertEquals(OptionalInt.empty(), types.offset("modul", "percpu"));
    }

    @Test
    void whatIsCutAnywhereIsReported() throws IOException {
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);

            assertThrows(IOException.class, () -> new TypeInformation(cut, ByteOrder.LITTLE_ENDIAN), "at " + length);
        }
    }

    @Test
    void theOtherByteOrderIsReported() {
        assertThrows(IOException.class, () -> new TypeInformation(bytes, ByteOrder.BIG_ENDIAN));
    }

    @Test
    void aKindNobodyKnowsIsReported() throws IOException {
        bytes[24 + 7] = 31;
        TypeInformation types = new TypeInformation(bytes, ByteOrder.LITTLE_ENDIAN);

        assertThrows(IOException.class, () -> types.offset("module", "percpu"));
    }
}
