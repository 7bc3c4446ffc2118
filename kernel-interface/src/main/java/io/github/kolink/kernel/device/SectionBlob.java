// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

import static io.github.kolink.elf.ElfConstants.ET_REL;
import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;

import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.link.LinkedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The section headers with their final addresses, and their names: what the kernel's loader holds in {@code struct
 * load_info} when it has relocated a module (kernel/module/internal.h, 6.1).
 */
final class SectionBlob {
    private final LinkedImage image;
    private final ElfMachine machine;
    private final int names;

    private SectionBlob(LinkedImage image) {
        this.image = image;
        this.machine = image.module().file().machine();
        this.names = image.module().file().header().sectionNames();
    }

    static byte[] of(LinkedImage image) {
        return new SectionBlob(image).bytes();
    }

    private byte[] bytes() {
        SectionHeader nameSection = image.sections().get(names);
        byte[] text = new byte[nameSection.isEmptyInFile() ? 0 : (int) nameSection.size()];
        image.module().file().contents(nameSection).get(text);
        int table = machine.headerSize();
        int namesAt = table + image.sections().size() * machine.sectionHeaderSize();
        ByteBuffer blob = ByteBuffer.allocate(namesAt + text.length).order(machine.order());
        header(blob);
        for (SectionHeader section : image.sections()) {
            blob.position(table + section.index() * machine.sectionHeaderSize());
            if (section.index() != 0) {
                section(blob, section, namesAt);
            }
        }
        return blob.position(namesAt).put(text).array();
    }

    private void header(ByteBuffer blob) {
        blob.put(new byte[] {0x7f, 'E', 'L', 'F', (byte) (machine.is64() ? 2 : 1)});
        blob.put((byte) (machine.order() == ByteOrder.LITTLE_ENDIAN ? 1 : 2));
        blob.put((byte) 1);
        blob.position(16);
        blob.putShort((short) ET_REL).putShort((short) machine.machine()).putInt(1);
        word(blob, 0);
        word(blob, 0);
        word(blob, machine.headerSize());
        blob.putInt(image.module().file().header().flags());
        blob.putShort((short) machine.headerSize());
        blob.putShort((short) 0).putShort((short) 0);
        blob.putShort((short) machine.sectionHeaderSize());
        blob.putShort((short) image.sections().size());
        blob.putShort((short) names);
    }

    private void section(ByteBuffer blob, SectionHeader section, int namesAt) {
        int index = section.index();
        boolean percpu =
                image.region(index).filter(kind -> kind == RegionKind.PERCPU).isPresent();
        boolean inMemory = image.isLoaded(index) && !percpu;
        boolean isNames = index == names;
        blob.putInt(section.nameOffset()).putInt(section.type());
        word(blob, inMemory ? section.flags() | SHF_ALLOC : section.flags() & ~SHF_ALLOC);
        word(blob, inMemory || percpu ? image.address(index) : 0);
        word(blob, isNames ? namesAt : 0);
        word(blob, inMemory || percpu || isNames ? section.size() : 0);
        blob.putInt(section.link()).putInt(section.info());
        word(blob, section.alignment());
        word(blob, section.entrySize());
    }

    private void word(ByteBuffer blob, long value) {
        if (machine.is64()) {
            blob.putLong(value);
        } else {
            blob.putInt((int) value);
        }
    }
}
