// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import io.github.kolink.capture.CapturedSection;
import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.module.KernelModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** One module while the loader works on it: its section headers and memory in the guest. 64-bit, little-endian. */
final class LoaderView {
    private static final int HEADER_SIZE = 64;
    private static final int ADDRESS = 16;
    private static final int SIZE = 32;
    private static final int SYMBOL_SIZE = 24;
    private static final int SYMBOL_VALUE = 8;
    private static final int MODULE_NAME = 24;
    private static final int MODULE_NAME_SIZE = 56;
    private static final String PERCPU = ".data..percpu";

    private final KernelModule module;
    private final PageTable pages;
    private final long headers;
    private final long structModule;

    /**
     * A module the loader has placed.
     *
     * @param headers address of the section headers
     * @param structModule address of {@code struct module}
     */
    LoaderView(KernelModule module, PageTable pages, long headers, long structModule) {
        this.module = module;
        this.pages = pages;
        this.headers = headers;
        this.structModule = structModule;
    }

    /** The name in {@code struct module}. */
    String name() throws IOException {
        byte[] bytes = pages.read(structModule + MODULE_NAME, MODULE_NAME_SIZE);
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
            int at = inFile.index() * HEADER_SIZE;
            long flags = table.getLong(at + 8);
            sections.add(new CapturedSection(
                    inFile.index(),
                    // Sections that are not loaded carry their address in the loader's temporary copy of the file.
                    (flags & ElfConstants.SHF_ALLOC) == 0 ? 0 : table.getLong(at + ADDRESS),
                    table.getLong(at + SIZE),
                    flags,
                    table.getInt(at + 4),
                    table.getLong(at + 48),
                    inFile.name()));
        }
        return sections;
    }

    private ByteBuffer headers() throws IOException {
        return ByteBuffer.wrap(pages.read(headers, module.file().sections().size() * HEADER_SIZE))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Bytes by section index: all loaded, non-empty sections but the string table. */
    Map<Integer, byte[]> bytes(List<CapturedSection> sections) throws IOException {
        Map<Integer, byte[]> bytes = new TreeMap<>();
        for (CapturedSection section : sections) {
            if (section.address() != 0 && section.size() != 0 && section.index() != stringTable()) {
                bytes.put(section.index(), pages.read(section.address(), Math.toIntExact(section.size())));
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
            int at = inFile.index() * HEADER_SIZE;
            boolean isApart = (table.getLong(at + 8) & ElfConstants.SHF_ALLOC) == 0;
            if (inFile.name().equals(PERCPU) && isApart && inFile.has(ElfConstants.SHF_ALLOC) && inFile.size() != 0) {
                return Map.of(
                        inFile.index(),
                        pages.read(table.getLong(at + ADDRESS), Math.toIntExact(table.getLong(at + SIZE))));
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
        ByteBuffer table = ByteBuffer.wrap(resolved).order(ByteOrder.LITTLE_ENDIAN);
        for (int symbol = 1; symbol < resolved.length / SYMBOL_SIZE; symbol++) {
            int section = symbols.definingSection(symbol);
            if (section > 0 && module.file().sections().get(section).name().equals(PERCPU)) {
                return OptionalLong.of(table.getLong(symbol * SYMBOL_SIZE + SYMBOL_VALUE) - symbols.value(symbol));
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
                    pages.write(structModule + table.offset(i), new byte[Long.BYTES]);
                }
            }
        }
    }
}
