// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import io.github.kolink.oracle.EditedModule.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;

/** Damages a module somewhere, as a seed says. What it did is in the name of the trial. */
final class Mutator {
    private static final long[] EXTREMES = {
        0,
        1,
        2,
        7,
        8,
        0x7f,
        0xff,
        0xfff1,
        0xfff2,
        0xffff,
        0x7fff_ffffL,
        0x8000_0000L,
        0xffff_ffffL,
        0x1_0000_0000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1
    };
    private static final int[] HEADER = {0, 1, 2, 3, 4, 5, 6, 7, 16, 18, 20, 24, 32, 40, 48, 52, 54, 56, 58, 60, 62};
    private static final int[] HEADER_SIZES = {1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 4, 8, 8, 8, 4, 2, 2, 2, 2, 2, 2};
    private static final int[] SYMBOL = {0, 4, 5, 6, 8, 16};
    private static final int[] SYMBOL_SIZES = {4, 1, 1, 2, 8, 8};

    private final Random random;
    private final EditedModule module;
    private final StringBuilder recipe = new StringBuilder();

    private Mutator(Random random, EditedModule module) {
        this.random = random;
        this.module = module;
    }

    /** A mutant of a module; {@code signed} is the file as it lies in the tree. */
    static Trial mutant(String name, EditedModule signed, long seed) {
        Random random = new Random(seed * 0x9e37_79b9_7f4a_7c15L);
        random.nextInt(); // the first numbers of near seeds are near
        boolean signature = random.nextInt(12) == 0;
        EditedModule module = signature ? signed : signed.unsigned().neutral();
        Mutator mutator = new Mutator(random, module);
        if (signature) {
            mutator.signature();
        } else {
            int steps = random.nextInt(4) == 0 ? 2 : 1;
            for (int i = 0; i < steps; i++) {
                mutator.step();
            }
        }
        return Trial.of(seed + " " + name + mutator.recipe, "", module);
    }

    private void step() {
        try {
            switch (random.nextInt(16)) {
                case 0 -> header();
                case 1, 2, 3 -> sectionHeader();
                case 4, 5 -> symbol();
                case 6, 7, 8 -> relocation();
                case 9, 10 -> modinfo();
                case 11, 12 -> versions();
                case 13 -> bytes(".gnu.linkonce.this_module");
                case 14 -> exports();
                default -> truncation();
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException | NoSuchElementException e) {
            recipe.append(" (no more to damage)"); // the first step left nothing for the second
        }
    }

    private void note(String what) {
        recipe.append(' ').append(what);
    }

    private long value(long old, int size) {
        int bits = 8 * size;
        long value = switch (random.nextInt(5)) {
            case 0 -> EXTREMES[random.nextInt(EXTREMES.length)];
            case 1 -> old ^ 1L << random.nextInt(bits);
            case 2 -> old + random.nextInt(33) - 16;
            case 3 -> random.nextInt(64);
            default -> random.nextLong();
        };
        return bits == 64 ? value : value & (1L << bits) - 1;
    }

    private void put(int at, int size) {
        long old = 0;
        for (int i = size - 1; i >= 0; i--) {
            old = old << 8 | module.view().get(at + i) & 0xff;
        }
        long value = value(old, size);
        for (int i = 0; i < size; i++) {
            module.put8(at + i, (int) (value >>> 8 * i));
        }
        note("0x" + Long.toHexString(old) + "->0x" + Long.toHexString(value));
    }

    private void header() {
        int field = random.nextInt(HEADER.length);
        note("e" + HEADER[field]);
        put(HEADER[field], HEADER_SIZES[field]);
    }

    private void sectionHeader() {
        int section = random.nextInt(module.sections());
        Field field = Field.values()[random.nextInt(Field.values().length)];
        note("section " + section + " " + (section == 0 ? "" : module.name(section)) + " " + field);
        put(module.headerAt(section) + field.at(), field.size());
    }

    private void symbol() {
        int symbol = random.nextInt(module.symbols());
        int field = random.nextInt(SYMBOL.length);
        note("symbol " + symbol + " +" + SYMBOL[field]);
        put(module.symbolAt(symbol) + SYMBOL[field], SYMBOL_SIZES[field]);
    }

    private void relocation() {
        List<Integer> tables = new ArrayList<>();
        for (int i = 1; i < module.sections(); i++) {
            if (module.field(i, Field.TYPE) == EditedModule.RELA) {
                tables.add(i);
            }
        }
        int table = tables.get(random.nextInt(tables.size()));
        int entries = (int) module.field(table, Field.SIZE) / EditedModule.RELA_SIZE;
        int entry = random.nextInt(entries);
        int part = random.nextInt(4);
        int at = (int) module.field(table, Field.OFFSET) + EditedModule.RELA_SIZE * entry;
        note("relocation " + module.name(table) + " " + entry + " "
                + List.of("offset", "type", "symbol", "addend").get(part));
        int size = part == 1 || part == 2 ? 4 : 8;
        int where = at + (part == 0 ? 0 : part == 1 ? 8 : part == 2 ? 12 : 16);
        if (part == 1 && random.nextBoolean()) {
            int type = random.nextInt(48);
            module.put32(where, type);
            note("type " + type);
        } else {
            put(where, size);
        }
    }

    private void modinfo() {
        List<String> entries = module.modinfo();
        int entry = random.nextInt(entries.size());
        String key = entries.get(entry).replaceAll("=.*", "");
        switch (random.nextInt(4)) {
            case 0 -> {
                note("modinfo without " + key);
                module.modinfoWithout(key);
            }
            case 1 -> {
                String other = List.of(
                                "license=Proprietary",
                                "license=GPL",
                                "staging=Y",
                                "test=Y",
                                "livepatch=Y",
                                "import_ns=NONE",
                                "vermagic=",
                                "name=other",
                                "intree=Y",
                                "retpoline=Y",
                                "no key",
                                "=",
                                "x=")
                        .get(random.nextInt(13));
                note("modinfo " + other + " in front");
                module.modinfo(list -> {
                    list.add(0, other);
                    return list;
                });
            }
            default -> bytes(".modinfo");
        }
    }

    private void versions() {
        if (!module.has("__versions") || random.nextInt(4) == 0) {
            bytes(module.has("__versions") ? "__versions" : ".modinfo");
            return;
        }
        int count = (int) module.field("__versions", Field.SIZE) / 64;
        int entry = random.nextInt(count);
        int at = module.at("__versions") + 64 * entry;
        if (random.nextBoolean()) {
            note("crc " + entry);
            put(at, 8);
        } else {
            note("version name " + entry);
            put(at + 8, 1);
        }
    }

    private void exports() {
        for (String each : new String[] {
            "__ksymtab",
            "__ksymtab_gpl",
            "__kcrctab",
            "__kcrctab_gpl",
            "__ksymtab_strings",
            "__kflagstab",
            "__param",
            "__jump_table",
            "__bug_table",
            ".altinstructions",
            "__version_ext_crcs",
            ".BTF"
        }) {
            if (module.has(each) && module.field(each, Field.SIZE) > 0 && random.nextInt(3) == 0) {
                bytes(each);
                return;
            }
        }
        bytes(".strtab");
    }

    /** Changes one to four bytes of a section. */
    private void bytes(String section) {
        int size = (int) module.field(section, Field.SIZE);
        int at = module.at(section) + random.nextInt(size);
        note(section + " at " + (at - module.at(section)));
        int length = Math.min(1 + random.nextInt(4), module.at(section) + size - at);
        for (int i = 0; i < length; i++) {
            put(at + i, 1);
        }
    }

    private void truncation() {
        switch (random.nextInt(3)) {
            case 0 -> {
                int length = random.nextInt(module.length());
                note("truncated to " + length);
                module.truncated(length);
            }
            case 1 -> {
                int length = module.length() - 1 - random.nextInt(200);
                note("truncated to " + length);
                module.truncated(length);
            }
            default -> {
                byte[] more = new byte[1 + random.nextInt(100)];
                random.nextBytes(more);
                note(more.length + " bytes more");
                module.appended(more);
            }
        }
    }

    private void signature() {
        int from = random.nextInt(3) == 0 ? module.trailer() : module.signatureStart();
        int at = from + random.nextInt(module.length() - from);
        note("signature at -" + (module.length() - at));
        if (random.nextInt(6) == 0) {
            byte[] noise = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
            module.truncated(at).appended(noise);
        } else {
            put(at, 1);
        }
    }
}
