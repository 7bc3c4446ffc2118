// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import io.github.kolink.capture.CapturedSection;
import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.module.KernelModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** One module while the loader works on it: its section headers and memory in the guest. */
final class LoaderView {
    /** {@code sh_flags}; behind it are the words {@code sh_addr, sh_offset, sh_size}, two integers, {@code sh_addralign}. */
    private static final int FLAGS = 8;

    /** The state, padded to a word, and a list head are before the name in {@code struct module}. */
    private static final long MODULE_NAME_WORDS = 3;

    /** {@code MODULE_NAME_LEN} is this less a word [bytes]. */
    private static final int MODULE_NAME_END = 64;

    private static final String PERCPU = ".data..percpu";

    private final KernelModule module;
    private final ElfMachine machine;
    /** Size of an address [bytes]. */
    private final int word;

    private final GuestMemory memory;
    private final long headers;
    private final long structModule;

    /**
     * A module the loader has placed.
     *
     * @param headers address of the section headers
     * @param structModule address of {@code struct module}
     */
    LoaderView(KernelModule module, GuestMemory memory, long headers, long structModule) {
        this.module = module;
        this.machine = module.file().machine();
        this.word = machine.wordSize();
        this.memory = memory;
        this.headers = headers;
        this.structModule = structModule;
    }

    private long word(ByteBuffer bytes, int at) {
        return word == Long.BYTES ? bytes.getLong(at) : bytes.getInt(at) & 0xffff_ffffL;
    }

    private ByteBuffer ordered(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(machine.order());
    }

    /** The name in {@code struct module}. */
    String name() throws IOException {
        byte[] bytes = memory.read(structModule + MODULE_NAME_WORDS * word, MODULE_NAME_END - word);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    List<CapturedSection> sections() throws IOException {
        ByteBuffer table = headers();
        List<CapturedSection> sections = new ArrayList<>();
        for (SectionHeader inFile : module.file().sections()) {
            int at = inFile.index() * machine.sectionHeaderSize();
            long flags = word(table, at + FLAGS);
            sections.add(new CapturedSection(
                    inFile.index(),
                    // Sections that are not loaded carry their address in the loader's temporary copy of the file.
                    (flags & ElfConstants.SHF_ALLOC) == 0 ? 0 : address(table, at),
                    size(table, at),
                    flags,
                    table.getInt(at + 4),
                    word(table, at + FLAGS + 4 * word + 2 * Integer.BYTES),
                    inFile.name()));
        }
        return sections;
    }

    private ByteBuffer headers() throws IOException {
        return ordered(memory.read(headers, module.file().sections().size() * machine.sectionHeaderSize()));
    }

    private long address(ByteBuffer table, int header) {
        return word(table, header + FLAGS + word);
    }

    private long size(ByteBuffer table, int header) {
        return word(table, header + FLAGS + 3 * word);
    }

    /** Bytes by section index: all loaded, non-empty sections but the string table. */
    Map<Integer, byte[]> bytes(List<CapturedSection> sections) throws IOException {
        Map<Integer, byte[]> bytes = new TreeMap<>();
        for (CapturedSection section : sections) {
            if (section.address() != 0 && section.size() != 0 && section.index() != stringTable()) {
                bytes.put(section.index(), memory.read(section.address(), Math.toIntExact(section.size())));
            }
        }
        return bytes;
    }

    /**
     * The template of the module's per-CPU data, which has no address of its own: it lies in the temporary copy of the file
     * until it is copied for each CPU, right behind {@code sort_extable}.
     */
    Map<Integer, byte[]> percpuTemplate() throws IOException {
        ByteBuffer table = headers();
        for (SectionHeader inFile : module.file().sections()) {
            int at = inFile.index() * machine.sectionHeaderSize();
            boolean isApart = (word(table, at + FLAGS) & ElfConstants.SHF_ALLOC) == 0;
            if (inFile.name().equals(PERCPU) && isApart && inFile.has(ElfConstants.SHF_ALLOC) && inFile.size() != 0) {
                return Map.of(inFile.index(), memory.read(address(table, at), Math.toIntExact(size(table, at))));
            }
        }
        return Map.of();
    }

    private int stringTable() {
        int symtab = module.symbols().section();
        return symtab == 0 ? 0 : module.file().sections().get(symtab).link();
    }

    /** Where the module's per-CPU data went: what the loader has added to the value of a symbol there. */
    OptionalLong percpu(Map<Integer, byte[]> bytes) {
        SymbolTable symbols = module.symbols();
        byte[] resolved = bytes.getOrDefault(symbols.section(), new byte[0]);
        ByteBuffer table = ordered(resolved);
        for (int symbol = 1; symbol < resolved.length / machine.symbolSize(); symbol++) {
            int section = symbols.definingSection(symbol);
            if (section > 0 && module.file().sections().get(section).name().equals(PERCPU)) {
                return OptionalLong.of(word(table, symbol * machine.symbolSize() + word) - symbols.value(symbol));
            }
        }
        return OptionalLong.empty();
    }

    /** Makes the kernel believe that the module has no init function. */
    void clearInit() throws IOException {
        ElfFile file = module.file();
        SymbolTable symbols = module.symbols();
        for (SectionHeader section : file.sections()) {
            if (section.type() != ElfConstants.SHT_RELA
                    || !file.sections().get(section.info()).name().equals(KernelModule.THIS_MODULE)) {
                continue;
            }
            RelocationTable table = file.relocations(section);
            for (int i = 0; i < table.count(); i++) {
                if (symbols.name(table.symbol(i)).orElse("").equals("init_module")) {
                    memory.write(structModule + table.offset(i), new byte[word]);
                }
            }
        }
    }
}
