// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Writes a small kernel image: texts, function pointers, export tables and kallsyms tables in any known layout. */
public final class KallsymsImageWriter {
    enum Order {
        /** 6.1 up to early 6.1.y: no seqs_of_names. */
        COUNT_BEHIND_OFFSETS,
        /** 6.1.y and up to 6.4. */
        COUNT_BEHIND_OFFSETS_WITH_SEQUENCES,
        /** 6.5 and later. */
        OFFSETS_BEHIND_TOKENS
    }

    enum Classes {
        SPLIT,
        FLAGS,
        NONE
    }

    public record Symbol(String name, char type, long address) {}

    static final String BANNER = "Linux version 6.1.0-test (builder@host) (gcc) #1 SMP";
    static final String VERMAGIC = "6.1.0-test SMP mod_unload modversions ";
    static final int FUNCTIONS = 700;

    ByteOrder byteOrder = ByteOrder.LITTLE_ENDIAN;
    int pointer = 8;
    long base = 0xffff_8000_8000_0000L;
    Order order = Order.OFFSETS_BEHIND_TOKENS;
    KallsymsAddresses.Form form = KallsymsAddresses.Form.OFFSET;
    boolean baseInPlace = true;
    ExportRun.Encoding encoding = ExportRun.Encoding.SELF_RELATIVE;
    Classes classes = Classes.SPLIT;
    boolean crcs = true;
    boolean exports = true;
    public boolean listData = true;

    public final List<Symbol> symbols = new ArrayList<>();
    public final Map<String, Long> exportedData = new TreeMap<>();
    private final List<String> plain = new ArrayList<>();
    private final List<String> gpl = new ArrayList<>();
    private final ByteBuffer out = ByteBuffer.allocate(1 << 19);
    private final Random random = new Random(7);

    /** An image of 6.1 for an architecture whose export entries are pointers. */
    public static KallsymsImageWriter withPointers() {
        KallsymsImageWriter writer = new KallsymsImageWriter();
        writer.encoding = ExportRun.Encoding.POINTERS_64;
        writer.form = KallsymsAddresses.Form.ABSOLUTE_PERCPU;
        writer.order = Order.COUNT_BEHIND_OFFSETS;
        return writer;
    }

    public byte[] write() {
        out.order(byteOrder);
        text(0x40, BANNER + "\n");
        text(0x200, VERMAGIC);
        defineSymbols();
        out.position(0x40000);
        for (Symbol symbol : symbols) {
            if (symbol.type == 't' || symbol.type == 'T') {
                pointer(symbol.address);
            }
        }
        if (exports) {
            writeExports();
        }
        align(8);
        writeKallsyms();
        byte[] image = new byte[out.position() + 64];
        out.get(0, image, 0, out.position());
        return image;
    }

    public static int crc(String name) {
        return name.hashCode() * 31 + 0x4321;
    }

    static String namespace(String name) {
        return name.endsWith("7") ? "SPACE" : "";
    }

    boolean isGpl(String name) {
        return gpl.contains(name);
    }

    private void text(int at, String value) {
        out.put(at, value.getBytes(StandardCharsets.UTF_8));
    }

    private void defineSymbols() {
        if (form == KallsymsAddresses.Form.ABSOLUTE_PERCPU) {
            for (int i = 0; i < 20; i++) {
                symbols.add(new Symbol("percpu_" + i, 'A', 64L * i));
            }
        }
        long at = 0x1000;
        for (int i = 0; i < FUNCTIONS; i++) {
            boolean global = i % 3 == 0;
            String name = i % 50 == 49 ? "twin" : (global ? "sym_func_" : "helper_") + i;
            symbols.add(new Symbol(name, global ? 'T' : 't', base + at));
            if (global && i % 6 == 0) {
                (i % 12 == 0 ? plain : gpl).add(name);
            }
            at += 16L * (1 + random.nextInt(12));
        }
        at = 0x60000;
        for (int i = 0; i < 60; i++) {
            String name = "variable_" + i;
            if (i % 2 == 0) {
                exportedData.put(name, base + at);
                (i % 4 == 0 ? plain : gpl).add(name);
            }
            if (listData) {
                symbols.add(new Symbol(name, 'D', base + at));
            }
            at += 24;
        }
        plain.sort(null);
        gpl.sort(null);
        symbols.add(new Symbol("a_name_of_many_letters_".repeat(9), 't', base + 0x70000));
    }

    public List<String> exportNames() {
        List<String> names = new ArrayList<>(plain);
        names.addAll(gpl);
        if (classes == Classes.FLAGS) {
            names.sort(null);
        }
        return names;
    }

    private long addressOf(String name) {
        return symbols.stream()
                .filter(symbol -> symbol.name.equals(name))
                .mapToLong(Symbol::address)
                .findFirst()
                .orElseGet(() -> exportedData.get(name));
    }

    private void writeExports() {
        List<String> names = exportNames();
        align(8);
        int at = out.position();
        int count = names.size();
        int texts = at + count * encoding.entry();
        texts += crcs ? 4 * count : 0;
        texts += classes == Classes.FLAGS ? count : 0;
        int text = texts;
        for (int i = 0; i < count; i++) {
            String name = names.get(i);
            byte[] bytes = (name + '\0' + namespace(name) + '\0').getBytes(StandardCharsets.UTF_8);
            out.put(text, bytes);
            field(addressOf(name));
            field(base + text);
            // Assembler exports have a namespace field of zero.
            if (i % 9 == 0 && namespace(name).isEmpty()) {
                field(encoding.relative ? base + out.position() : 0);
            } else {
                field(base + text + name.length() + 1);
            }
            text += bytes.length;
        }
        if (crcs) {
            names.forEach(name -> out.putInt(crc(name)));
        }
        if (classes == Classes.FLAGS) {
            names.forEach(name -> out.put((byte) (isGpl(name) ? 1 : 0)));
        }
        out.position(text);
    }

    private void field(long address) {
        if (encoding.relative) {
            out.putInt((int) (address - base - out.position()));
        } else {
            pointer(address);
        }
    }

    private void pointer(long value) {
        if (pointer == 8) {
            out.putLong(value);
        } else {
            out.putInt((int) value);
        }
    }

    private void align(int to) {
        out.position((out.position() + to - 1) / to * to);
    }

    private void writeKallsyms() {
        if (order != Order.OFFSETS_BEHIND_TOKENS) {
            writeAddresses();
        }
        align(pointer);
        out.putInt(symbols.size());
        align(pointer);
        writeNamesAndMarkers();
        if (order == Order.COUNT_BEHIND_OFFSETS_WITH_SEQUENCES) {
            byte[] sequences = new byte[3 * symbols.size()];
            random.nextBytes(sequences);
            out.put(sequences);
            align(pointer);
        }
        writeTokens();
        if (order == Order.OFFSETS_BEHIND_TOKENS) {
            writeAddresses();
        }
    }

    private void writeNamesAndMarkers() {
        int start = out.position();
        List<Integer> markers = new ArrayList<>();
        for (int i = 0; i < symbols.size(); i++) {
            if (i % 256 == 0) {
                markers.add(out.position() - start);
            }
            byte[] tokens = compress(symbols.get(i).type + symbols.get(i).name);
            if (tokens.length < 0x80) {
                out.put((byte) tokens.length);
            } else {
                out.put((byte) ((tokens.length & 0x7f) | 0x80)).put((byte) (tokens.length >> 7));
            }
            out.put(tokens);
        }
        align(pointer);
        markers.forEach(out::putInt);
        align(pointer);
    }

    /** Token 0x80 stands for "func". */
    private static byte[] compress(String name) {
        return name.replace("func", "\u0080").getBytes(StandardCharsets.ISO_8859_1);
    }

    private void writeTokens() {
        int start = out.position();
        int[] index = new int[TokenTable.TOKENS];
        for (int token = 0; token < index.length; token++) {
            index[token] = out.position() - start;
            if (token == 0x80) {
                out.put("func".getBytes(StandardCharsets.ISO_8859_1));
            } else if (token > ' ' && token < 0x7f) {
                out.put((byte) token);
            }
            out.put((byte) 0);
        }
        align(pointer);
        for (int offset : index) {
            out.putShort((short) offset);
        }
    }

    private void writeAddresses() {
        align(form == KallsymsAddresses.Form.SELF_RELATIVE ? 4 : pointer);
        long relativeBase = base + 0x1000;
        for (Symbol symbol : symbols) {
            long address = symbol.address;
            switch (form) {
                case OFFSET -> out.putInt((int) (address - relativeBase));
                case ABSOLUTE_PERCPU -> out.putInt((int) (symbol.type == 'A' ? address : relativeBase - 1 - address));
                case SELF_RELATIVE -> out.putInt((int) (address - base - out.position()));
                case PLAIN -> pointer(address);
            }
        }
        align(pointer);
        if (form == KallsymsAddresses.Form.OFFSET || form == KallsymsAddresses.Form.ABSOLUTE_PERCPU) {
            pointer(baseInPlace ? relativeBase : 0);
        }
    }
}
