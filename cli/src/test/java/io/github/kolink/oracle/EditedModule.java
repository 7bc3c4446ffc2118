// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A 64-bit little-endian module file being changed in place: what is not named stays as it is, byte for byte. What grows
 * moves to the end of the file.
 */
final class EditedModule {
    static final String SIGNATURE_MARKER = "~Module signature appended~\n";
    static final String THIS_MODULE = ".gnu.linkonce.this_module";

    static final int E_TYPE = 16;
    static final int E_MACHINE = 18;
    static final int E_VERSION = 20;
    static final int E_SHOFF = 40;
    static final int E_FLAGS = 48;
    static final int E_SHENTSIZE = 58;
    static final int E_SHNUM = 60;
    static final int E_SHSTRNDX = 62;

    static final int SYMBOL_SIZE = 24;
    static final int RELA_SIZE = 24;
    static final int SECTION_SIZE = 64;
    static final int SYMTAB = 2;
    static final int RELA = 4;

    /** A field of a section header: where it is [bytes into the header], and its size [bytes]. */
    enum Field {
        NAME(0, 4),
        TYPE(4, 4),
        FLAGS(8, 8),
        ADDR(16, 8),
        OFFSET(24, 8),
        SIZE(32, 8),
        LINK(40, 4),
        INFO(44, 4),
        ALIGN(48, 8),
        ENTSIZE(56, 8);

        private final int at;
        private final int size;

        Field(int at, int size) {
            this.at = at;
            this.size = size;
        }

        int at() {
            return at;
        }

        int size() {
            return size;
        }
    }

    private byte[] bytes;

    private EditedModule(byte[] bytes) {
        this.bytes = bytes;
    }

    static EditedModule of(byte[] file) {
        return new EditedModule(file.clone());
    }

    byte[] bytes() {
        return bytes.clone();
    }

    int length() {
        return bytes.length;
    }

    ByteBuffer view() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    // ---- the file

    EditedModule truncated(int length) {
        bytes = Arrays.copyOf(bytes, length);
        return this;
    }

    EditedModule appended(byte[] more) {
        int at = bytes.length;
        bytes = Arrays.copyOf(bytes, at + more.length);
        System.arraycopy(more, 0, bytes, at, more.length);
        return this;
    }

    /** Cuts the signature off, if there is one. */
    EditedModule unsigned() {
        return isSigned() ? truncated(signatureStart()) : this;
    }

    boolean isSigned() {
        byte[] marker = SIGNATURE_MARKER.getBytes(StandardCharsets.US_ASCII);
        return bytes.length > marker.length + 12
                && Arrays.equals(bytes, bytes.length - marker.length, bytes.length, marker, 0, marker.length);
    }

    /** Where the 12 bytes of {@code struct module_signature} begin. */
    int trailer() {
        return bytes.length - SIGNATURE_MARKER.length() - 12;
    }

    /** Where the PKCS#7 data begin. */
    int signatureStart() {
        return trailer() - Integer.reverseBytes(view().getInt(trailer() + 8));
    }

    EditedModule put8(int at, int value) {
        bytes[at] = (byte) value;
        return this;
    }

    EditedModule put16(int at, int value) {
        view().putShort(at, (short) value);
        return this;
    }

    EditedModule put32(int at, int value) {
        view().putInt(at, value);
        return this;
    }

    EditedModule put64(int at, long value) {
        view().putLong(at, value);
        return this;
    }

    EditedModule flip(int at) {
        bytes[at] ^= 0x55;
        return this;
    }

    // ---- sections

    int sections() {
        return view().getShort(E_SHNUM) & 0xffff;
    }

    int headerAt(int section) {
        return (int) view().getLong(E_SHOFF) + SECTION_SIZE * section;
    }

    long field(int section, Field field) {
        int at = headerAt(section) + field.at;
        return field.size == 4 ? view().getInt(at) & 0xffff_ffffL : view().getLong(at);
    }

    EditedModule field(int section, Field field, long value) {
        int at = headerAt(section) + field.at;
        return field.size == 4 ? put32(at, (int) value) : put64(at, value);
    }

    long field(String section, Field field) {
        return field(section(section), field);
    }

    EditedModule field(String section, Field field, long value) {
        return field(section(section), field, value);
    }

    String name(int section) {
        int names = view().getShort(E_SHSTRNDX) & 0xffff;
        return string((int) field(names, Field.OFFSET) + (int) field(section, Field.NAME));
    }

    private String string(int at) {
        int end = at;
        while (bytes[end] != 0) {
            end++;
        }
        return new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
    }

    boolean has(String section) {
        return find(section) > 0;
    }

    private int find(String name) {
        for (int i = 1; i < sections(); i++) {
            if (name(i).equals(name)) {
                return i;
            }
        }
        return 0;
    }

    int section(String name) {
        int found = find(name);
        if (found == 0) {
            throw new NoSuchElementException("no section " + name);
        }
        return found;
    }

    /** Where the contents of a section begin in the file. */
    int at(String section) {
        return (int) field(section(section), Field.OFFSET);
    }

    byte[] contents(String section) {
        int at = at(section);
        return Arrays.copyOfRange(bytes, at, at + (int) field(section(section), Field.SIZE));
    }

    EditedModule contents(String section, byte[] contents) {
        return contents(section(section), contents);
    }

    EditedModule contents(int section, byte[] contents) {
        long align = Math.max(8, field(section, Field.ALIGN));
        appended(new byte[(int) (-bytes.length & (align - 1))]);
        field(section, Field.OFFSET, bytes.length);
        field(section, Field.SIZE, contents.length);
        return appended(contents);
    }

    EditedModule renamed(String section, String name) {
        int index = section(section);
        return field(index, Field.NAME, addName(name));
    }

    private long addName(String name) {
        int names = view().getShort(E_SHSTRNDX) & 0xffff;
        int at = (int) field(names, Field.OFFSET);
        byte[] old = Arrays.copyOfRange(bytes, at, at + (int) field(names, Field.SIZE));
        contents(names, join(old, cString(name)));
        return old.length;
    }

    /** Adds a section behind the last and returns its index. */
    int addSection(String name, int type, long flags, long align, byte[] contents) {
        long text = addName(name);
        int count = sections();
        byte[] headers = Arrays.copyOfRange(bytes, headerAt(0), headerAt(count));
        appended(new byte[-bytes.length & 7]);
        put64(E_SHOFF, bytes.length);
        appended(headers).appended(new byte[SECTION_SIZE]);
        put16(E_SHNUM, count + 1);
        field(count, Field.NAME, text);
        field(count, Field.TYPE, type);
        field(count, Field.FLAGS, flags);
        field(count, Field.ALIGN, align);
        contents(count, contents);
        return count;
    }

    // ---- symbols

    int symtab() {
        for (int i = 1; i < sections(); i++) {
            if (field(i, Field.TYPE) == SYMTAB) {
                return i;
            }
        }
        throw new NoSuchElementException("no symbol table");
    }

    int symbols() {
        return (int) field(symtab(), Field.SIZE) / SYMBOL_SIZE;
    }

    int symbolAt(int symbol) {
        return (int) field(symtab(), Field.OFFSET) + SYMBOL_SIZE * symbol;
    }

    String symbolName(int symbol) {
        return string((int) field((int) field(symtab(), Field.LINK), Field.OFFSET) + view().getInt(symbolAt(symbol)));
    }

    int symbol(String name) {
        for (int i = 1; i < symbols(); i++) {
            if (symbolName(i).equals(name)) {
                return i;
            }
        }
        throw new NoSuchElementException("no symbol " + name);
    }

    boolean isUndefined(int symbol) {
        return view().getShort(symbolAt(symbol) + 6) == 0;
    }

    private int addString(String text) {
        int strtab = (int) field(symtab(), Field.LINK);
        int at = (int) field(strtab, Field.OFFSET);
        byte[] old = Arrays.copyOfRange(bytes, at, at + (int) field(strtab, Field.SIZE));
        contents(strtab, join(old, cString(text)));
        return old.length;
    }

    /** Adds a symbol behind the last and returns its index. */
    int addSymbol(String name, int info, int section, long value) {
        int text = addString(name);
        int at = symbolAt(0);
        int count = symbols();
        ByteBuffer entry = ByteBuffer.allocate(SYMBOL_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        entry.putInt(text)
                .put((byte) info)
                .put((byte) 0)
                .putShort((short) section)
                .putLong(value);
        contents(symtab(), join(Arrays.copyOfRange(bytes, at, at + count * SYMBOL_SIZE), entry.array()));
        return count;
    }

    EditedModule symbolRenamed(String from, String to) {
        int symbol = symbol(from);
        return put32(symbolAt(symbol), addString(to));
    }

    EditedModule symbolSection(String name, int section) {
        return put16(symbolAt(symbol(name)) + 6, section);
    }

    EditedModule symbolInfo(String name, int info) {
        return put8(symbolAt(symbol(name)) + 4, info);
    }

    // ---- relocations: {offset, symbol, type, addend}

    int relocationAt(String target, int entry) {
        return at(".rela" + target) + RELA_SIZE * entry;
    }

    EditedModule relocation(String target, int entry, long symbol, int type, long addend) {
        int at = relocationAt(target, entry);
        return put64(at + 8, symbol << 32 | (type & 0xffff_ffffL)).put64(at + 16, addend);
    }

    EditedModule relocationType(String target, int entry, int type) {
        return put32(relocationAt(target, entry) + 8, type);
    }

    EditedModule addend(String target, int entry, long addend) {
        return put64(relocationAt(target, entry) + 16, addend);
    }

    /** Neither init nor exit: nothing of what loads is run. */
    EditedModule neutral() {
        for (int i = 1; i < sections(); i++) {
            if (field(i, Field.TYPE) == RELA && name((int) field(i, Field.INFO)).equals(THIS_MODULE)) {
                int at = (int) field(i, Field.OFFSET);
                for (int entry = at; entry < at + (int) field(i, Field.SIZE); entry += RELA_SIZE) {
                    put64(entry + 8, 0);
                }
            }
        }
        return this;
    }

    // ---- what the sections hold

    List<String> modinfo() {
        return new ArrayList<>(List.of(new String(contents(".modinfo"), StandardCharsets.ISO_8859_1).split("\0+")));
    }

    EditedModule modinfo(UnaryOperator<List<String>> change) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        change.apply(modinfo()).forEach(each -> out.writeBytes(cString(each)));
        return contents(".modinfo", out.toByteArray());
    }

    EditedModule modinfoWithout(String key) {
        return modinfo(list ->
                list.stream().filter(each -> !each.startsWith(key + "=")).toList());
    }

    EditedModule modinfoWith(String entry) {
        return modinfo(list -> {
            list.add(entry);
            return list;
        });
    }

    EditedModule modinfoReplaced(String key, String value) {
        return modinfo(list -> list.stream()
                .map(each -> each.startsWith(key + "=") ? key + "=" + value : each)
                .toList());
    }

    /** Where the entry of a symbol in {@code __versions} begins: 8 bytes of CRC, 56 of name. */
    int versionAt(String symbol) {
        int at = at("__versions");
        for (int i = at; i < at + contents("__versions").length; i += 64) {
            if (string(i + 8).equals(symbol)) {
                return i;
            }
        }
        throw new NoSuchElementException("no version of " + symbol);
    }

    EditedModule versionsWithout(Predicate<String> symbols) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = at("__versions");
        for (int i = at; i < at + contents("__versions").length; i += 64) {
            if (!symbols.test(string(i + 8))) {
                out.write(bytes, i, 64);
            }
        }
        return contents("__versions", out.toByteArray());
    }

    EditedModule versionAdded(String symbol, long crc) {
        ByteBuffer entry = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        entry.putLong(crc & 0xffff_ffffL).put(cString(symbol));
        return contents("__versions", join(contents("__versions"), entry.array()));
    }

    /** The name in {@code struct module}: 56 bytes behind state and list. */
    EditedModule structName(String name) {
        byte[] text = Arrays.copyOf(name.getBytes(StandardCharsets.ISO_8859_1), 56);
        System.arraycopy(text, 0, bytes, at(THIS_MODULE) + 24, text.length);
        return this;
    }

    String structName() {
        return string(at(THIS_MODULE) + 24);
    }

    static byte[] cString(String text) {
        return join(text.getBytes(StandardCharsets.ISO_8859_1), new byte[1]);
    }

    static byte[] join(byte[] first, byte[] second) {
        byte[] whole = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        return whole;
    }
}
