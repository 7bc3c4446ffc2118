// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.relocate;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The relocation types of an architecture: those its kernel applies and those it refuses, by number. */
public final class RelocationCatalogue {
    private static final int COLUMNS = 9;

    private final Class<?> plugin;
    private final String resource;
    private @Nullable Map<Integer, RelocationType> read;

    private RelocationCatalogue(Class<?> plugin, String resource) {
        this.plugin = plugin;
        this.resource = resource;
    }

    /**
     * A plug-in's table: {@code type,name,width,field,formula,psabi_check,kernel_check,source,note}. It is read when it is first
     * asked, which for the plug-ins that are not used is never.
     *
     * @param plugin a class in the package of the resource
     * @param resource name of the resource, usually {@code relocations.csv}
     * @return the table
     */
    public static RelocationCatalogue load(Class<?> plugin, String resource) {
        return new RelocationCatalogue(plugin, resource);
    }

    /** The table; a resource that is missing or malformed is a defect of the plug-in. */
    private synchronized Map<Integer, RelocationType> types() {
        Map<Integer, RelocationType> types = read;
        if (types == null) {
            types = parse(CsvTable.rows(plugin, resource, COLUMNS));
            read = types;
        }
        return types;
    }

    private static Map<Integer, RelocationType> parse(List<List<String>> rows) {
        Map<Integer, RelocationType> types = new TreeMap<>();
        for (List<String> row : rows) {
            RelocationType type = new RelocationType(
                    Integer.parseInt(row.get(0)),
                    row.get(1),
                    Integer.parseInt(row.get(2)),
                    row.get(3),
                    formula(row.get(4)),
                    row.get(5),
                    row.get(6),
                    row.get(7),
                    row.get(8));
            if (types.put(type.number(), type) != null) {
                throw new IllegalStateException("two rows for relocation type " + type.number());
            }
        }
        return types;
    }

    private static RelocationFormula formula(String text) {
        for (RelocationFormula formula : RelocationFormula.values()) {
            if (formula.text().equals(text)) {
                return formula;
            }
        }
        throw new IllegalStateException("unknown formula " + text);
    }

    /**
     * The type of a number.
     *
     * @param number {@code ELF_R_TYPE}
     * @return empty if neither the psABI nor the kernel defines it
     */
    public Optional<RelocationType> type(int number) {
        return Optional.ofNullable(types().get(number));
    }

    /**
     * The name of a number.
     *
     * @param number {@code ELF_R_TYPE}
     * @return the type's name, or the number if it has none
     */
    public String name(int number) {
        RelocationType type = types().get(number);
        return type == null ? Integer.toUnsignedString(number) : type.name();
    }

    /**
     * All types.
     *
     * @return by ascending number
     */
    public Collection<RelocationType> all() {
        return List.copyOf(types().values());
    }
}
