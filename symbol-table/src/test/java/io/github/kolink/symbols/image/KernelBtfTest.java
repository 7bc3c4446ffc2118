// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.structure.StructModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code struct module} in BTF as include/uapi/linux/btf.h lays it out. */
class KernelBtfTest {
    private static final StructModule MODULE = new StructModule(1344, 344, 1256);

    private static Optional<StructModule> read(byte[] btf) {
        return read(btf, btf.length);
    }

    /** The BTF behind something else, and {@code size} bytes of it. */
    private static Optional<StructModule> read(byte[] btf, int size) {
        ByteBuffer image = ByteBuffer.allocate(64 + size);
        image.position(64);
        image.put(btf, 0, size);
        return KernelBtf.structModule(new ImageBytes(image.array(), image.capacity(), ByteOrder.LITTLE_ENDIAN));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sizeAndOffsetsAreRead(boolean little) {
        BtfWriter writer = new BtfWriter(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        assertEquals(
                Optional.of(MODULE),
                read(writer.everyKind().module(MODULE, false).write()));
    }

    @Test
    void aStructureWithBitFieldsTellsOffsetsInTheLowerBits() {
        assertEquals(
                Optional.of(MODULE),
                read(new BtfWriter().everyKind().module(MODULE, true).write()));
    }

    @Test
    void withoutUnloadingThereIsNoExit() {
        StructModule none = new StructModule(1024, 344, -1);
        assertEquals(Optional.of(none), read(new BtfWriter().module(none, false).write()));
    }

    @Test
    void aStructureOfThatNameThatIsNoModuleIsPassedOver() {
        BtfWriter writer = new BtfWriter();
        writer.struct("module", 16, false, "name", 0, "size", 8);
        writer.struct("module", 16, false, "init", 0, "size", 8);
        assertEquals(Optional.empty(), read(writer.write()));
        assertEquals(Optional.of(MODULE), read(writer.module(MODULE, false).write()));
    }

    @Test
    void twoThatDifferTellNothing() {
        StructModule other = new StructModule(1280, 312, 1200);
        BtfWriter writer = new BtfWriter().module(MODULE, false).module(MODULE, false);
        assertEquals(Optional.of(MODULE), read(writer.write()));
        assertEquals(Optional.empty(), read(writer.module(other, false).write()));
    }

    @Test
    void aKindThatIsNotKnownIsPassedOverWhereTheLayoutTellsItsLength() {
        BtfWriter writer = new BtfWriter().type("", 23, 5, 0, 8 + 5 * 4).module(MODULE, false);
        assertEquals(Optional.empty(), read(writer.write()));
        assertEquals(Optional.of(MODULE), read(writer.layout(23, 8, 4).write()));
        assertEquals(
                Optional.empty(), read(writer.layout(23, 8, 3).write()), "the types do not end where the section does");
    }

    @Test
    void offsetsOutsideTheStructureTellNothing() {
        for (StructModule bad : List.of(
                new StructModule(344, 344, 8),
                new StructModule(1344, 344, 1344),
                new StructModule(-8, 344, 1256),
                new StructModule(1344, -1, 1256))) {
            assertEquals(
                    Optional.empty(), read(new BtfWriter().module(bad, false).write()), bad.toString());
        }
    }

    @Test
    void bytesThatLookLikeAHeaderDoNotHideTheNext() {
        byte[] btf = new BtfWriter().module(MODULE, false).write();
        byte[] other = new BtfWriter().everyKind().write();
        ByteBuffer both = ByteBuffer.allocate(12 + other.length + btf.length);
        both.put(btf, 0, 8).putInt(-1).put(other).put(btf);
        assertEquals(Optional.of(MODULE), read(both.array()));
    }

    @Test
    void theSearchEnds() {
        byte[] other = new BtfWriter().everyKind().write();
        byte[] btf = new BtfWriter().module(MODULE, false).write();
        for (int before : new int[] {7, 8}) {
            ByteBuffer all = ByteBuffer.allocate(before * other.length + btf.length);
            for (int i = 0; i < before; i++) {
                all.put(other);
            }
            assertEquals(
                    before < 8 ? Optional.of(MODULE) : Optional.empty(),
                    read(all.put(btf).array()));
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void damageTellsNothing(Damage damage) {
        byte[] btf = new BtfWriter().everyKind().module(MODULE, false).write();
        damage.to(ByteBuffer.wrap(btf).order(ByteOrder.LITTLE_ENDIAN));
        assertEquals(Optional.empty(), read(btf));
    }

    /** One word made wrong. */
    enum Damage {
        VERSION(2, 2),
        FLAGS(3, 1),
        HEADER_LENGTH(4, 25),
        HUGE_HEADER(4, -1),
        TYPES_OUTSIDE(8, 0x7ffffff0),
        TYPES_TOO_LONG(12, 0x7ffffff0),
        TYPES_TOO_SHORT(12, 40),
        STRINGS_OUTSIDE(16, -4),
        STRINGS_TOO_LONG(20, -1),
        STRINGS_EMPTY(20, 0),
        STRINGS_WITHOUT_END(20, 3);

        private final int at;
        private final int value;

        Damage(int at, int value) {
            this.at = at;
            this.value = value;
        }

        void to(ByteBuffer btf) {
            if (at < 4) {
                btf.put(at, (byte) value);
            } else {
                btf.putInt(at, value);
            }
        }
    }

    @Test
    void aFileThatEndsAnywhereTellsNothing() {
        byte[] btf = new BtfWriter().everyKind().module(MODULE, false).write();
        for (int size = 0; size < btf.length; size++) {
            assertEquals(Optional.empty(), read(btf, size));
        }
    }

    @Test
    void aSnapshotKeepsIt(@TempDir Path folder) throws IOException {
        byte[] kernel = new KallsymsImageWriter().write();
        byte[] btf = new BtfWriter().everyKind().module(MODULE, false).write();
        ByteBuffer image = ByteBuffer.allocate(kernel.length + btf.length);
        KernelSnapshot snapshot =
                KernelSnapshot.of(ByteBuffer.wrap(image.put(kernel).put(btf).array()), "vmlinux");
        assertEquals(Optional.of(MODULE), snapshot.structModule());
        Path file = folder.resolve("kernel.snapshot");
        KernelSnapshot without = KernelSnapshot.of(ByteBuffer.wrap(kernel), "vmlinux");
        KernelSnapshot.merge(List.of(without, snapshot)).write(file);
        assertEquals(Optional.of(MODULE), KernelSnapshot.open(file).structModule());
        assertEquals(Optional.empty(), without.structModule());
    }
}
