// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The messages of one load as text, read with the page's layouts alone, and held against what the page asks of them. It shares
 * no code with the client. Native ELF headers are those of the ELF specification.
 */
final class MessageText {
    private static final long SHF_WRITE = 1;
    private static final long SHF_ALLOC = 2;
    private static final long SHF_EXECINSTR = 4;
    private static final List<String> CLASSES =
            List.of("TEXT", "RODATA", "ROAI", "DATA", "ITEXT", "IRODATA", "IDATA", "pcpu");

    private final PageLayout page;
    private final ByteOrder order;
    private final boolean wide;
    private final StringBuilder out = new StringBuilder();
    /** By class, what ALLOC asked for, and where the device put it. */
    private final long[] sizes = new long[8];

    private final long[] bases;
    private final Map<Integer, ByteBuffer> memory = new HashMap<>();

    MessageText(PageLayout page, ByteOrder order, boolean wide, long... bases) {
        this.page = page;
        this.order = order;
        this.wide = wide;
        this.bases = bases.clone();
    }

    String text() {
        return out.toString();
    }

    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }

    private static void need(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** Whatever it is: its head, then by operation. */
    void message(byte[] message) {
        ByteBuffer bytes = ByteBuffer.wrap(message).order(order);
        int op = bytes.getInt(0);
        need(bytes.getInt(4) == message.length - 8, "len is the size minus 8");
        ByteBuffer payload = bytes.slice(8, message.length - 8).order(order);
        if (op == page.operation("HELLO")) {
            structure("HELLO", "kl_hello", payload);
        } else if (op == page.operation("ALLOC")) {
            structure("ALLOC", "kl_alloc", payload);
            for (int i = 0; i < 7; i++) {
                sizes[i] = page.field("kl_alloc", "size").value(payload, i);
            }
            sizes[7] = page.field("kl_alloc", "pcpu_size").value(payload, 0);
        } else if (op == page.operation("WRITE")) {
            write(payload);
        } else if (op == page.operation("COMMIT")) {
            commit(payload);
        } else {
            throw new AssertionError("operation " + op);
        }
        out.append('\n');
    }

    private void structure(String title, String name, ByteBuffer payload) {
        need(payload.capacity() == page.size(name), title + " has the size of " + name);
        line("%s: %s, %d bytes", title, name, payload.capacity());
        fields(name, payload);
    }

    private void fields(String structure, ByteBuffer bytes) {
        for (PageLayout.Field field : page.fields(structure)) {
            if (field.type().equals("char")) {
                line("  %3d %-16s %s", field.offset(), field.name(), field.text(bytes));
            } else {
                for (int i = 0; i < field.count(); i++) {
                    String name = field.count() == 1 ? field.name() : field.name() + "[" + CLASSES.get(i) + "]";
                    line("  %3d %-16s 0x%x", field.offset() + i * 8, name, field.value(bytes, i));
                    need(!field.name().matches("flags|reserved") || field.value(bytes, i) == 0, "reserved is 0");
                }
            }
        }
    }

    private void write(ByteBuffer payload) {
        long address = payload.getLong(0);
        int length = payload.capacity() - 8;
        int where = classOf(address, length);
        need(where >= 0, "WRITE lies in one class");
        line("WRITE: %s, 0x%x, %d bytes", CLASSES.get(where), address, length);
        dump(payload.slice(8, length));
        ByteBuffer whole = memory.computeIfAbsent(
                where, unused -> ByteBuffer.allocate((int) sizes[where]).order(order));
        for (int i = 0; i < length; i++) {
            whole.put((int) (address - bases[where]) + i, payload.get(8 + i));
        }
    }

    /** Rows of 16 bytes; rows of zeros are left out. */
    private void dump(ByteBuffer bytes) {
        for (int at = 0; at < bytes.capacity(); at += 16) {
            StringBuilder row = new StringBuilder();
            boolean zero = true;
            for (int i = at; i < Math.min(at + 16, bytes.capacity()); i++) {
                row.append(String.format(Locale.ROOT, i % 4 == 0 ? " %02x" : "%02x", bytes.get(i)));
                zero &= bytes.get(i) == 0;
            }
            if (!zero) {
                line("  %05x%s", at, row);
            }
        }
    }

    /** The class that has a whole range; an empty one may lie at a class's end. -1 if there is none. */
    private int classOf(long address, long length) {
        for (int i = 0; i < 8; i++) {
            long offset = address - bases[i];
            if (sizes[i] != 0 && offset >= 0 && length >= 0 && offset + length <= sizes[i]) {
                return i;
            }
        }
        return -1;
    }

    private long commitField(ByteBuffer payload, String name) {
        return page.field("kl_commit", name).value(payload, 0);
    }

    private void commit(ByteBuffer payload) {
        int fixed = page.size("kl_commit");
        line("COMMIT: kl_commit, %d bytes, and what follows, %d bytes", fixed, payload.capacity() - fixed);
        fields("kl_commit", payload.slice(0, fixed).order(order));
        int blobLength = (int) commitField(payload, "ehdr_len");
        int argsLength = (int) commitField(payload, "args_len");
        int deps = (int) commitField(payload, "ndeps");
        int argsAt = fixed + (blobLength + 7) / 8 * 8;
        int depsAt = argsAt + (argsLength + 7) / 8 * 8;
        need(depsAt + deps * page.size("kl_dep") == payload.capacity(), "the message ends behind the dependencies");
        for (int i = 0; i < argsAt - fixed - blobLength; i++) {
            need(payload.get(fixed + blobLength + i) == 0, "the blob is padded with zeros");
        }
        for (int i = argsAt + argsLength - 1; i < depsAt; i++) {
            need(payload.get(i) == 0, "the arguments end with NUL and are padded with zeros");
        }
        blob(payload.slice(fixed, blobLength).order(order), commitField(payload, "this_module"));
        byte[] args = new byte[argsLength - 1];
        payload.get(argsAt, args);
        line("arguments: \"%s\"", new String(args, StandardCharsets.UTF_8));
        for (int i = 0; i < deps; i++) {
            line("dependency: kl_dep");
            fields(
                    "kl_dep",
                    payload.slice(depsAt + i * page.size("kl_dep"), page.size("kl_dep"))
                            .order(order));
        }
        need(commitField(payload, "this_module") % (wide ? 64 : 16) == 0, "this_module is aligned");
        symbols(payload, "", 3);
        symbols(payload, "init_", 6);
    }

    private void blob(ByteBuffer blob, long thisModule) {
        int header = wide ? 64 : 52;
        int entry = wide ? 64 : 40;
        int count = blob.getShort(header - 4) & 0xffff;
        int names = blob.getShort(header - 2) & 0xffff;
        need(blob.getShort(16) == 1, "e_type is ET_REL");
        need((wide ? blob.getLong(40) : blob.getInt(32)) == header, "e_shoff is the header's size");
        need(blob.getShort(header - 6) == entry, "e_shentsize is native");
        line("blob: e_machine %d, %d sections, names in section %d", blob.getShort(18), count, names);
        int namesAt = (int) word(blob, header + names * entry, 3);
        boolean struct = false;
        for (int i = 0; i < count; i++) {
            int at = header + i * entry;
            String name = string(blob, namesAt + blob.getInt(at));
            long flags = word(blob, at, 1);
            long address = word(blob, at, 2);
            long size = word(blob, at, 4);
            String where = "-";
            if (i == 0) {
                for (int j = 0; j < entry; j++) {
                    need(blob.get(at + j) == 0, "section 0 is zero");
                }
            } else if ((flags & SHF_ALLOC) != 0) {
                int found = classOf(address, size);
                need(found >= 0 && found < 7, name + " lies in a class");
                where = CLASSES.get(found);
                need(((flags & SHF_EXECINSTR) != 0) == where.endsWith("TEXT"), name + " lies where code does, or not");
                need((flags & SHF_WRITE) == 0 || !where.endsWith("RODATA"), name + " is writable there");
            } else if (address != 0) {
                need(address == bases[7] && size == sizes[7], name + " is the per-CPU block");
                where = "pcpu";
            } else {
                need(size == 0 || i == names, name + " is not in memory and has no size");
            }
            struct |= name.equals(".gnu.linkonce.this_module") && address == thisModule;
            line(
                    "  [%2d] %-28s type %-2d flags %-3x at 0x%-16x size %-6x %s",
                    i, name, blob.getInt(at + 4), flags, address, size, where);
        }
        need(struct, "this_module is .gnu.linkonce.this_module");
    }

    /** Flags, address, offset, size: the words behind name and type. */
    private long word(ByteBuffer blob, int section, int index) {
        int at = section + 8 + (index - 1) * (wide ? 8 : 4);
        return wide ? blob.getLong(at) : blob.getInt(at) & 0xffffffffL;
    }

    private static String string(ByteBuffer bytes, int at) {
        StringBuilder text = new StringBuilder();
        for (int i = at; bytes.get(i) != 0; i++) {
            text.append((char) bytes.get(i));
        }
        return text.toString();
    }

    /** A table for kallsyms, from the bytes that were written. */
    private void symbols(ByteBuffer payload, String prefix, int where) {
        int count = (int) commitField(payload, prefix + "nsyms");
        if (count == 0) {
            return;
        }
        int entry = wide ? 24 : 16;
        ByteBuffer table = inMemory(commitField(payload, prefix + "symtab"), (long) count * entry, where);
        long stringBytes = commitField(payload, prefix + "strtab_len");
        ByteBuffer strings = inMemory(commitField(payload, prefix + "strtab"), stringBytes, where);
        ByteBuffer types = inMemory(commitField(payload, prefix + "typetab"), count, where);
        need(strings.get(0) == 0 && strings.get((int) stringBytes - 1) == 0, "strtab begins and ends with NUL");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = i * entry;
            int name = table.getInt(at);
            long value = wide ? table.getLong(at + 8) : table.getInt(at + 4) & 0xffffffffL;
            need(name >= 0 && name < stringBytes, "st_name lies in strtab");
            need(i > 0 || (value == 0 && name == 0), "entry 0 is null");
            lines.add(String.format(Locale.ROOT, "  %c 0x%-16x %s", (char) types.get(i), value, string(strings, name)));
        }
        line("%ssymbols: %d", prefix, count);
        lines.forEach(text -> line("%s", text));
    }

    private ByteBuffer inMemory(long address, long length, int where) {
        int found = classOf(address, length);
        need(found == where || (where == 6 && found == 3), "a table lies in " + CLASSES.get(where));
        return memory.get(found)
                .slice((int) (address - bases[found]), (int) length)
                .order(order);
    }
}
