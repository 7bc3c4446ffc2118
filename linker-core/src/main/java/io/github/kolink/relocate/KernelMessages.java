// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.relocate;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an architecture's kernels print when they refuse a relocation. Rows {@code outcome,since,text}: of the rows of an
 * outcome the last one whose {@code since} (a release, or empty) the target has reached counts. In the text {@code
 * {module}}, {@code {type}} (decimal), {@code {val}} and {@code {loc}} (hexadecimal without 0x), {@code {sec}} and {@code {idx}} (decimal)
 * are filled in, and {@code \n} separates lines.
 */
public final class KernelMessages {
    private static final int COLUMNS = 3;

    private final Class<?> plugin;
    private final String resource;
    private @Nullable List<Row> read;

    private record Row(RelocationOutcome outcome, String since, String text) {}

    /**
     * Where a relocation is.
     *
     * @param section index of the relocation section
     * @param entry position in it, in the order of the file
     * @param address P [kernel virtual address, unsigned]
     */
    public record Place(int section, int entry, long address) {}

    private KernelMessages(Class<?> plugin, String resource) {
        this.plugin = plugin;
        this.resource = resource;
    }

    /**
     * A plug-in's table, read when a message is first asked for.
     *
     * @param plugin a class in the package of the resource
     * @param resource name of the resource, usually {@code kernel-messages.csv}
     * @return the table
     */
    public static KernelMessages load(Class<?> plugin, String resource) {
        return new KernelMessages(plugin, resource);
    }

    /** The table; a resource that is missing or malformed is a defect of the plug-in. */
    private synchronized List<Row> rows() {
        List<Row> rows = read;
        if (rows == null) {
            rows = new ArrayList<>();
            for (List<String> row : CsvTable.rows(plugin, resource, COLUMNS)) {
                rows.add(new Row(RelocationOutcome.valueOf(row.get(0)), row.get(1), row.get(2)));
            }
            read = rows;
        }
        return rows;
    }

    /**
     * The kernel's words.
     *
     * @param outcome what it refuses
     * @param facts the kernel
     * @param module name of the module
     * @param type {@code ELF_R_TYPE}
     * @param value what the kernel prints as {@code val}
     * @param place where the relocation is
     * @return one or more lines; empty if the kernel says nothing
     */
    public String line(RelocationOutcome outcome, KernelFacts facts, String module, int type, long value, Place place) {
        String text = "";
        for (Row row : rows()) {
            if (row.outcome() == outcome && (row.since().isEmpty() || facts.has(KernelFact.since(row.since())))) {
                text = row.text();
            }
        }
        return text.replace("\\n", "\n")
                .replace("{type}", Integer.toUnsignedString(type))
                .replace("{val}", Long.toHexString(value))
                .replace("{sec}", Integer.toString(place.section()))
                .replace("{idx}", Integer.toString(place.entry()))
                .replace("{loc}", Long.toHexString(place.address()))
                .replace("{module}", module);
    }
}
