// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The structures of docs/kernel-interface.md, read from the page itself: what they are is written nowhere else here. */
final class PageLayout {
    /**
     * A field.
     *
     * @param offset [bytes into the structure]
     * @param type such as {@code u64}
     * @param name its name
     * @param count how many there are, 1 or more
     */
    record Field(int offset, String type, String name, int count) {
        int size() {
            return count * width();
        }

        private int width() {
            return type.equals("char") ? 1 : Integer.parseInt(type.substring(1)) / 8;
        }

        /** The value of element {@code i}, unsigned. */
        long value(ByteBuffer bytes, int i) {
            int at = offset + i * width();
            return switch (width()) {
                case 1 -> bytes.get(at) & 0xff;
                case 2 -> bytes.getShort(at) & 0xffff;
                case 4 -> bytes.getInt(at) & 0xffffffffL;
                default -> bytes.getLong(at);
            };
        }

        String text(ByteBuffer bytes) {
            byte[] chars = new byte[count];
            bytes.get(offset, chars);
            String whole = new String(chars, StandardCharsets.ISO_8859_1);
            int end = whole.indexOf('\0');
            if (end < 0 || !whole.substring(end).chars().allMatch(c -> c == 0)) {
                throw new AssertionError(name + " is not padded with NUL");
            }
            return whole.substring(0, end);
        }
    }

    private static final String TYPE = "(u8|u16|u32|u64|s64|char)(?:\\[(\\d+)\\])?";
    private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\| " + TYPE + " \\| (\\w+) \\|");
    private static final Pattern PHRASE = Pattern.compile("(\\d+) (u8|u16|u32|u64|s64|char) (\\w+)(?:\\[(\\d+)\\])?");
    private static final Pattern HEAD = Pattern.compile("^\\*\\*(kl_\\w+)\\*\\* \\((\\d+)\\)");

    private final Map<String, List<Field>> structures = new TreeMap<>();
    private final Map<String, Integer> sizes = new TreeMap<>();
    private final Map<String, Integer> operations = new TreeMap<>();

    PageLayout() throws IOException {
        String current = "";
        boolean phrase = false;
        for (String line :
                Files.readAllLines(Path.of(System.getProperty("kolink.testdata"), "../docs/kernel-interface.md"))) {
            Matcher head = HEAD.matcher(line);
            if (head.find()) {
                current = head.group(1);
                sizes.put(current, Integer.parseInt(head.group(2)));
                structures.put(current, new ArrayList<>());
                phrase = true;
            }
            Matcher operation = Pattern.compile("^\\| (\\d+) \\| ([A-Z]+) \\|").matcher(line);
            if (operation.find()) {
                operations.put(operation.group(2), Integer.parseInt(operation.group(1)));
            }
            if (!current.isEmpty()) {
                read(line, phrase, structures.get(current));
            }
            phrase &= !line.isBlank();
            if (line.startsWith("#")) {
                current = "";
            }
        }
    }

    private static void read(String line, boolean phrase, List<Field> fields) {
        Matcher row = ROW.matcher(line);
        Matcher words = PHRASE.matcher(line);
        if (row.find()) {
            add(fields, new Field(number(row.group(1)), row.group(2), row.group(4), number(row.group(3))));
        } else if (phrase) {
            while (words.find()) {
                add(fields, new Field(number(words.group(1)), words.group(2), words.group(3), number(words.group(4))));
            }
        }
    }

    private static int number(String digits) {
        return digits == null ? 1 : Integer.parseInt(digits);
    }

    private static void add(List<Field> fields, Field field) {
        fields.add(field);
    }

    int operation(String name) {
        return operations.get(name);
    }

    int size(String structure) {
        return sizes.get(structure);
    }

    Field field(String structure, String name) {
        return fields(structure).stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + structure + "." + name + " on the page"));
    }

    /** All fields: they follow each other without a gap and fill the structure. */
    List<Field> fields(String structure) {
        List<Field> fields = structures.get(structure);
        int at = 0;
        for (Field field : fields) {
            if (field.offset() != at) {
                throw new AssertionError(String.format(
                        Locale.ROOT,
                        "%s.%s at %d, the one before ends at %d",
                        structure,
                        field.name(),
                        field.offset(),
                        at));
            }
            at += field.size();
        }
        if (at != size(structure)) {
            throw new AssertionError(structure + " is said to have " + size(structure) + " bytes, its fields " + at);
        }
        return fields;
    }
}
