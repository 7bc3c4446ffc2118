// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.relocate;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import java.util.ArrayList;
import java.util.List;

/**
 * What an architecture's kernels print when they refuse a relocation. Rows {@code outcome,since,text}: of the rows of an
 * outcome the last one whose {@code since} (a release, or empty) the target has reached counts. In the text {@code
 * {module}}, {@code {type}} (decimal), {@code {val}} and {@code {loc}} (hexadecimal without 0x), {@code {sec}} and {@code {idx}} (decimal)
 * are filled in, and {@code \n} separates lines.
 */
public final class KernelMessages {
    private static final int COLUMNS = 3;

    private final List<Row> rows = new ArrayList<>();

    private record Row(RelocationOutcome outcome, String since, String text) {}

    /**
     * Where a relocation is.
     *
     * @param section index of the relocation section
     * @param entry position in it, in the order of the file
     * @param address P [kernel virtual address, unsigned]
     */
    public record Place(int section, int entry, long address) {}

    private KernelMessages(List<List<String>> table) {
        for (List<String> row : table) {
            rows.add(new Row(RelocationOutcome.valueOf(row.get(0)), row.get(1), row.get(2)));
        }
    }

    /**
     * Reads a plug-in's table.
     *
     * @param plugin a class in the package of the resource
     * @param resource name of the resource, usually {@code kernel-messages.csv}
     * @return the table
     * @throws IllegalStateException if the resource is missing or malformed, which is a defect of the plug-in
     */
    public static KernelMessages load(Class<?> plugin, String resource) {
        return new KernelMessages(CsvTable.rows(plugin, resource, COLUMNS));
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
        for (Row row : rows) {
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
