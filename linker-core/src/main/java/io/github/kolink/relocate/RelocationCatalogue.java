// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.relocate;

import com.google.common.base.Suppliers;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The relocation types of an architecture: those its kernel applies and those it refuses, by number. Read when they are first
 * asked for, which a module that links never does. Thread-safe.
 */
public final class RelocationCatalogue {
    private static final int COLUMNS = 9;

    private final Supplier<Map<Integer, RelocationType>> types;

    private RelocationCatalogue(Supplier<Map<Integer, RelocationType>> types) {
        this.types = Suppliers.memoize(types::get);
    }

    private static Map<Integer, RelocationType> types(List<List<String>> rows) {
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

    /**
     * Reads a plug-in's table: {@code type,name,width,field,formula,psabi_check,kernel_check,source,note}.
     *
     * @param plugin a class in the package of the resource
     * @param resource name of the resource, usually {@code relocations.csv}
     * @return the table, whose first use throws {@link IllegalStateException} if the resource is missing or malformed, which
     *     is a defect of the plug-in
     */
    public static RelocationCatalogue load(Class<?> plugin, String resource) {
        return new RelocationCatalogue(() -> types(CsvTable.rows(plugin, resource, COLUMNS)));
    }

    private static RelocationFormula formula(String text) {
        return Arrays.stream(RelocationFormula.values())
                .filter(formula -> formula.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("unknown formula " + text));
    }

    /**
     * The type of a number.
     *
     * @param number {@code ELF_R_TYPE}
     * @return empty if neither the psABI nor the kernel defines it
     */
    public Optional<RelocationType> type(int number) {
        return Optional.ofNullable(types.get().get(number));
    }

    /**
     * The name of a number.
     *
     * @param number {@code ELF_R_TYPE}
     * @return the type's name, or the number if it has none
     */
    public String name(int number) {
        RelocationType type = types.get().get(number);
        return type == null ? Integer.toUnsignedString(number) : type.name();
    }

    /**
     * All types.
     *
     * @return by ascending number
     */
    public Collection<RelocationType> all() {
        return List.copyOf(types.get().values());
    }
}
