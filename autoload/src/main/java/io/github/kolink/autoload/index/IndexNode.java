// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.index;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A node of an index while it is made: names share their beginnings. */
final class IndexNode {
    /** A value and its rank among the values of its name: what is lower comes first. */
    record Ranked(int rank, String value) {}

    static final int MAGIC = 0xB007F457;
    static final int VERSION = 0x00020001;
    static final int PREFIX = 0x80000000;
    static final int VALUES = 0x40000000;
    static final int CHILDREN = 0x20000000;
    static final int OFFSET = 0x0FFFFFFF;

    private String prefix;
    private Map<Character, IndexNode> children = new TreeMap<>();
    private List<Ranked> values = new ArrayList<>();

    IndexNode() {
        this("");
    }

    private IndexNode(String prefix) {
        this.prefix = prefix;
    }

    /** Whether text may be in an index: ASCII without NUL. */
    static boolean holds(String text) {
        return text.chars().allMatch(letter -> letter > 0 && letter < 128);
    }

    /**
     * Adds a value. Of equal rank the last one comes first, as in kmod's files.
     *
     * @param name not normalised any more
     */
    void insert(String name, String value, int rank) {
        IndexNode node = this;
        int at = 0;
        while (true) {
            int common = node.commonPrefix(name, at);
            if (common < node.prefix.length()) {
                node.split(common);
            }
            at += common;
            if (at == name.length()) {
                node.add(new Ranked(rank, value));
                return;
            }
            char letter = name.charAt(at++);
            IndexNode child = node.children.get(letter);
            if (child == null) {
                child = new IndexNode(name.substring(at));
                node.children.put(letter, child);
            }
            node = child;
        }
    }

    private int commonPrefix(String name, int from) {
        int length = 0;
        while (length < prefix.length()
                && from + length < name.length()
                && prefix.charAt(length) == name.charAt(from + length)) {
            length++;
        }
        return length;
    }

    private void split(int length) {
        IndexNode rest = new IndexNode(prefix.substring(length + 1));
        rest.children = children;
        rest.values = values;
        children = new TreeMap<>();
        values = new ArrayList<>();
        children.put(prefix.charAt(length), rest);
        prefix = prefix.substring(0, length);
    }

    private void add(Ranked value) {
        int at = 0;
        while (at < values.size() && values.get(at).rank() < value.rank()) {
            at++;
        }
        values.add(at, value);
    }

    /** The file: a header, then nodes, children before their parents. */
    byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        word(out, MAGIC);
        word(out, VERSION);
        word(out, 0);
        int root = write(out);
        byte[] bytes = out.toByteArray();
        for (int i = 0; i < 4; i++) {
            bytes[8 + i] = (byte) (root >>> (24 - 8 * i));
        }
        return bytes;
    }

    private int write(ByteArrayOutputStream out) {
        int first = 0;
        int[] offsets = {};
        if (!children.isEmpty()) {
            List<Character> letters = List.copyOf(children.keySet());
            first = letters.get(0);
            offsets = new int[letters.get(letters.size() - 1) - first + 1];
            for (Map.Entry<Character, IndexNode> child : children.entrySet()) {
                offsets[child.getKey() - first] = child.getValue().write(out);
            }
        }
        int offset = out.size();
        if (!prefix.isEmpty()) {
            string(out, prefix);
            offset |= PREFIX;
        }
        if (offsets.length > 0) {
            out.write(first);
            out.write(first + offsets.length - 1);
            for (int child : offsets) {
                word(out, child);
            }
            offset |= CHILDREN;
        }
        if (!values.isEmpty()) {
            word(out, values.size());
            for (Ranked value : values) {
                word(out, value.rank());
                string(out, value.value());
            }
            offset |= VALUES;
        }
        return offset;
    }

    private static void string(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        out.write(0);
    }

    private static void word(ByteArrayOutputStream out, int word) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(word >>> shift);
        }
    }
}
