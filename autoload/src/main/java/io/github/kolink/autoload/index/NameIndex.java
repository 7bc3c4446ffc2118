// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.index;

import io.github.kolink.autoload.NamePattern;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A {@code .bin} file of depmod: names, some of them patterns, each with values. Words are of 32 bits, the highest byte
 * first: magic, version, then where the root lies; a node is a prefix, a table of children by their letter, and values with
 * ranks, of which the upper bits of the word that points to it say what is there (libkmod/libkmod-index.c, kmod 30).
 *
 * <p>A damaged file gives an {@link IOException} at the look-up that meets the damage; no look-up goes deeper than a name
 * can be long.
 */
public final class NameIndex {
    /** The largest file that is read [bytes]; a distribution's largest has 2 MiB. */
    public static final int MAX_SIZE = 64 << 20;

    /** The longest name [bytes], as PATH_MAX. */
    private static final int MAX_NAME = 4096;

    private final String name;
    private final ByteBuffer bytes;
    private final int root;

    /** Sees names and values during a walk; in a sound file no walk meets more nodes than there are bytes. */
    private final class Walk {
        private final BiConsumer<String, IndexNode.Ranked> each;
        private int nodes;

        Walk(BiConsumer<String, IndexNode.Ranked> each) {
            this.each = each;
        }

        void visit(Node node, StringBuilder key, int from) throws IOException {
            if (++nodes > bytes.limit()) {
                throw damaged("nodes with several parents");
            }
            int length = key.length();
            key.append(node.prefix(), from, node.prefix().length());
            if (key.length() > MAX_NAME) {
                throw damaged("a name longer than " + MAX_NAME + " bytes");
            }
            String text = key.toString();
            values(node).forEach(value -> each.accept(text, value));
            for (int letter = node.first(); letter <= node.last(); letter++) {
                int child = child(node, (char) letter);
                if (child != 0) {
                    key.append((char) letter);
                    visit(node(child), key, 0);
                    key.setLength(key.length() - 1);
                }
            }
            key.setLength(length);
        }
    }

    private NameIndex(String name, ByteBuffer bytes, int root) {
        this.name = name;
        this.bytes = bytes;
        this.root = root;
    }

    /** What a node's bytes say. */
    private record Node(String prefix, int first, int last, int children, int values) {}

    /**
     * Reads a file.
     *
     * @param file such as {@code modules.alias.bin}
     * @return the index
     * @throws IOException if it cannot be read, is too large, or is no such file
     */
    public static NameIndex read(Path file) throws IOException {
        if (Files.size(file) > MAX_SIZE) {
            throw new IOException(file + ": larger than " + MAX_SIZE + " bytes");
        }
        return of(file.toString(), Files.readAllBytes(file));
    }

    /**
     * Takes a file's bytes.
     *
     * @param name what errors call it
     * @param file not copied
     * @return the index
     * @throws IOException if they are no such file
     */
    public static NameIndex of(String name, byte[] file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        if (file.length < 12 || bytes.getInt(0) != IndexNode.MAGIC) {
            throw new IOException(name + ": no index of depmod: its first word is not 0xb007f457; run depmod");
        }
        if (bytes.getInt(4) >>> 16 != IndexNode.VERSION >>> 16) {
            throw new IOException(name + ": index version " + (bytes.getInt(4) >>> 16) + ", not 2; run depmod");
        }
        return new NameIndex(name, bytes, bytes.getInt(8));
    }

    /**
     * The first value of a name, letter by letter.
     *
     * @param key a name
     * @return empty if it is not there
     * @throws IOException if the file is damaged
     */
    public Optional<String> first(String key) throws IOException {
        int at = 0;
        int pointer = root;
        while (pointer != 0) {
            Node node = node(pointer);
            if (!key.startsWith(node.prefix(), at)) {
                return Optional.empty();
            }
            at += node.prefix().length();
            if (at == key.length()) {
                List<IndexNode.Ranked> values = values(node);
                return values.isEmpty()
                        ? Optional.empty()
                        : Optional.of(values.get(0).value());
            }
            pointer = child(node, key.charAt(at++));
        }
        return Optional.empty();
    }

    /**
     * The values of all names that match, taken as patterns.
     *
     * @param key a plain name
     * @return in order of their ranks
     * @throws IOException if the file is damaged
     */
    public List<String> match(String key) throws IOException {
        List<IndexNode.Ranked> found = new ArrayList<>();
        int at = 0;
        int pointer = root;
        while (pointer != 0) {
            Node node = node(pointer);
            for (int i = 0; i < node.prefix().length(); i++, at++) {
                char letter = node.prefix().charAt(i);
                if (isWild(letter)) {
                    matchAll(node, i, key.substring(at), new StringBuilder(), found);
                    return values(found);
                }
                if (at >= key.length() || key.charAt(at) != letter) {
                    return values(found);
                }
            }
            for (char wild : new char[] {'*', '?', '['}) {
                int child = child(node, wild);
                if (child != 0) {
                    matchAll(node(child), 0, key.substring(at), new StringBuilder().append(wild), found);
                }
            }
            if (at == key.length()) {
                values(node).forEach(value -> add(found, value));
                break;
            }
            pointer = child(node, key.charAt(at++));
        }
        return values(found);
    }

    /**
     * All names with each of their values.
     *
     * @param each takes a name and one of its values, names in order of their letters
     * @throws IOException if the file is damaged
     */
    public void forEach(BiConsumer<String, String> each) throws IOException {
        if (root != 0) {
            new Walk((key, value) -> each.accept(key, value.value())).visit(node(root), new StringBuilder(), 0);
        }
    }

    private void matchAll(Node node, int from, String rest, StringBuilder pattern, List<IndexNode.Ranked> found)
            throws IOException {
        Walk walk = new Walk((key, value) -> {
            if (NamePattern.matches(key, rest)) {
                add(found, value);
            }
        });
        walk.visit(node, pattern, from);
    }

    private static boolean isWild(char letter) {
        return letter == '*' || letter == '?' || letter == '[';
    }

    private static void add(List<IndexNode.Ranked> found, IndexNode.Ranked value) {
        int at = 0;
        while (at < found.size() && found.get(at).rank() < value.rank()) {
            at++;
        }
        found.add(at, value);
    }

    private static List<String> values(List<IndexNode.Ranked> found) {
        return found.stream().map(IndexNode.Ranked::value).toList();
    }

    private Node node(int pointer) throws IOException {
        int at = pointer & IndexNode.OFFSET;
        String prefix = "";
        if ((pointer & IndexNode.PREFIX) != 0) {
            prefix = string(at);
            at += prefix.length() + 1;
        }
        int first = 1;
        int last = 0;
        int children = 0;
        if ((pointer & IndexNode.CHILDREN) != 0) {
            gate(at, 2);
            first = bytes.get(at) & 0xff;
            last = bytes.get(at + 1) & 0xff;
            children = at + 2;
            if (first > last) {
                throw damaged("children from " + first + " to " + last);
            }
            gate(children, 4L * (last - first + 1));
            at = children + 4 * (last - first + 1);
        }
        return new Node(prefix, first, last, children, (pointer & IndexNode.VALUES) != 0 ? at : 0);
    }

    private int child(Node node, char letter) throws IOException {
        if (letter < node.first() || letter > node.last()) {
            return 0;
        }
        int at = node.children() + 4 * (letter - node.first());
        int child = bytes.getInt(at);
        // A child is written before its parent: this ends every walk.
        if ((child & IndexNode.OFFSET) >= node.children()) {
            throw damaged("a child at 0x" + Integer.toHexString(child & IndexNode.OFFSET) + " behind its parent");
        }
        return child;
    }

    private List<IndexNode.Ranked> values(Node node) throws IOException {
        if (node.values() == 0) {
            return List.of();
        }
        gate(node.values(), 4);
        int count = bytes.getInt(node.values());
        gate(node.values() + 4, 5L * Integer.toUnsignedLong(count));
        List<IndexNode.Ranked> values = new ArrayList<>();
        int at = node.values() + 4;
        for (int i = 0; i < count; i++) {
            gate(at, 5);
            String value = string(at + 4);
            values.add(new IndexNode.Ranked(bytes.getInt(at), value));
            at += 5 + value.length();
        }
        return values;
    }

    private String string(int start) throws IOException {
        gate(start, 1);
        int end = start;
        while (end < bytes.limit() && bytes.get(end) != 0) {
            end++;
        }
        gate(end, 1);
        return StandardCharsets.ISO_8859_1
                .decode(bytes.duplicate().position(start).limit(end))
                .toString();
    }

    private void gate(int at, long length) throws IOException {
        if (at + length > bytes.limit()) {
            throw damaged("0x" + Integer.toHexString(at) + " is beyond its end");
        }
    }

    private IOException damaged(String what) {
        return new IOException(name + ": damaged index: " + what + "; run depmod");
    }
}
