// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.relocate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A table in a plug-in's resources: comma-separated, fields in double quotes where they hold a comma, one row per line,
 * lines starting with {@code #} are comments, the first other line names the columns.
 */
final class CsvTable {
    private CsvTable() {}

    /** The rows below the column names; a row of another length is a defect of the plug-in. */
    static List<List<String>> rows(Class<?> plugin, String resource, int columns) {
        try (InputStream stream = plugin.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(plugin.getName() + " has no resource " + resource);
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            List<List<String>> rows = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#") && !line.isEmpty()) {
                    List<String> row = fields(line);
                    if (row.size() != columns) {
                        throw new IllegalStateException(resource + ": " + row.size() + " fields in: " + line);
                    }
                    rows.add(row);
                }
            }
            return List.copyOf(rows.subList(1, rows.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        if (line.indexOf('"') < 0) {
            int from = 0;
            for (int comma = line.indexOf(','); comma >= 0; comma = line.indexOf(',', from)) {
                fields.add(line.substring(from, comma));
                from = comma + 1;
            }
            fields.add(line.substring(from));
            return fields;
        }
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
