// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.testdata;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Nine faults that linkers, depmod and others were tried with; each can be seeded into any sound x86-64 module. */
public enum SeededFault {
    /** The name of an imported symbol ends with another letter. */
    UNKNOWN_SYMBOL {
        @Override
        void into(ByteBuffer file) {
            int name = importedName(file, text(file, version(file) + Long.BYTES));
            file.put(name + text(file, name).length() - 1, (byte) '?');
        }
    },
    /** 250, which no ABI has. */
    UNKNOWN_RELOCATION_TYPE {
        @Override
        void into(ByteBuffer file) {
            file.putInt(at(file, ENTRIES) + RELA + INFO, 250);
        }
    },
    /** {@code r_offset} 1 MiB into a small section. */
    OFFSET_PAST_THE_SECTION {
        @Override
        void into(ByteBuffer file) {
            file.putLong(at(file, ENTRIES) + RELA, 0x10_0000);
        }
    },
    /** Symbol 2^20 of a small table. */
    SYMBOL_PAST_THE_TABLE {
        @Override
        void into(ByteBuffer file) {
            file.putInt(at(file, ENTRIES) + RELA + INFO + Integer.BYTES, 0x10_0000);
        }
    },
    /** Only the first half of the file is there. */
    TRUNCATED_FILE {
        @Override
        public byte[] seed(byte[] module) {
            return Arrays.copyOf(module, module.length / 2);
        }

        @Override
        void into(ByteBuffer file) {
            throw new IllegalStateException("nothing is written");
        }
    },
    /** The field of the first relocation of {@code struct module} is not empty, which the kernel refuses. */
    PLACE_NOT_ZERO {
        @Override
        void into(ByteBuffer file) {
            long place = file.getLong(at(file, ".rela.gnu.linkonce.this_module"));
            file.putLong(at(file, ".gnu.linkonce.this_module") + (int) place, 0x1234);
        }
    },
    /** An addend of almost 2^47 for 32 bits, sign-extended. */
    OVERFLOW_32S {
        @Override
        void into(ByteBuffer file) {
            int entry = at(file, ENTRIES);
            while (file.getInt(entry + INFO) != R_X86_64_32S) {
                entry += RELA;
            }
            file.putLong(entry + ADDEND, 0x7fff_ffff_0000L);
        }
    },
    /** One bit of an imported symbol's CRC is another. */
    WRONG_CRC {
        @Override
        void into(ByteBuffer file) {
            int crc = version(file);
            file.putInt(crc, file.getInt(crc) ^ 1);
        }
    },
    /** Made for a kernel for one processor. */
    WRONG_VERMAGIC {
        @Override
        void into(ByteBuffer file) {
            int magic = indexOf(file, " SMP preempt mod_unload modversions ", at(file, ".modinfo"));
            file.put(magic, " UP preempt mod_unload modversions  ".getBytes(StandardCharsets.ISO_8859_1));
        }
    };

    /** Where the relocations are that are changed. */
    private static final String ENTRIES = ".rela.init.text";

    /** Size of an entry, and places in it (Elf64_Rela). */
    private static final int RELA = 24;

    private static final int INFO = 8;
    private static final int ADDEND = 16;

    /** Size of an entry, and a place in it (Elf64_Sym). */
    private static final int SYM = 24;

    private static final int ST_SHNDX = 6;

    /** Size of an entry of {@code __versions} (struct modversion_info). */
    private static final int VERSION = 64;

    private static final int R_X86_64_32S = 11;

    /** Places in the file's header and in a section's, and the size of the latter (Elf64_Ehdr, Elf64_Shdr). */
    private static final int E_SHOFF = 40;

    private static final int E_SHNUM = 60;
    private static final int E_SHSTRNDX = 62;
    private static final int SH_OFFSET = 24;
    private static final int SH_SIZE = 64;

    /**
     * Seeds the fault.
     *
     * @param module a sound ELF64 little-endian module with modversions that imports a symbol, and has at least two
     *     relocations, one of them {@code R_X86_64_32S}, in {@code .init.text}; not changed
     * @return a module with the fault
     * @throws IllegalArgumentException if the module has no place for it
     */
    public byte[] seed(byte[] module) {
        byte[] seeded = module.clone();
        into(ByteBuffer.wrap(seeded).order(ByteOrder.LITTLE_ENDIAN));
        return seeded;
    }

    abstract void into(ByteBuffer file);

    /** Where a section's content begins [bytes into file]. */
    private static int at(ByteBuffer file, String section) {
        int headers = (int) file.getLong(E_SHOFF);
        int names = offset(file, headers + file.getChar(E_SHSTRNDX) * SH_SIZE);
        for (int i = 1; i < file.getChar(E_SHNUM); i++) {
            int header = headers + i * SH_SIZE;
            if (holds(file, names + file.getInt(header), section + "\0")) {
                return offset(file, header);
            }
        }
        throw new IllegalArgumentException("no section " + section);
    }

    private static int offset(ByteBuffer file, int header) {
        return (int) file.getLong(header + SH_OFFSET);
    }

    /** The entry of an imported symbol in the table of versions; {@code module_layout} is not one. */
    private static int version(ByteBuffer file) {
        int entry = at(file, "__versions");
        return text(file, entry + Long.BYTES).equals("module_layout") ? entry + VERSION : entry;
    }

    /** Where the name of a symbol without section is. */
    private static int importedName(ByteBuffer file, String name) {
        int names = at(file, ".strtab");
        int symbol = at(file, ".symtab") + SYM;
        while (file.getChar(symbol + ST_SHNDX) != 0
                || !text(file, names + file.getInt(symbol)).equals(name)) {
            symbol += SYM;
        }
        return names + file.getInt(symbol);
    }

    private static String text(ByteBuffer file, int at) {
        StringBuilder text = new StringBuilder();
        for (int i = at; file.get(i) != 0; i++) {
            text.append((char) file.get(i));
        }
        return text.toString();
    }

    private static int indexOf(ByteBuffer file, String text, int from) {
        for (int i = from; i <= file.limit() - text.length(); i++) {
            if (holds(file, i, text)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no text " + text);
    }

    private static boolean holds(ByteBuffer file, int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (file.get(at + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
