// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.snapshot;

import io.github.kolink.cli.report.Hexadecimal;
import io.github.kolink.cli.report.Json;
import io.github.kolink.symbols.Export;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import io.github.kolink.symbols.SnapshotSource;
import io.github.kolink.symbols.structure.StructModule;
import java.io.OutputStream;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** All a snapshot knows, for programs. */
final class SnapshotJson {
    private SnapshotJson() {}

    static void write(KernelSnapshot snapshot, OutputStream out) {
        try (JsonGenerator json = Json.to(out)) {
            json.writeStartObject();
            json.writeNumberProperty("schemaVersion", 1);
            facts(snapshot, json);
            json.writeArrayPropertyStart("sources");
            snapshot.sources().forEach(source -> source(source, json));
            json.writeEndArray();
            json.writeArrayPropertyStart("conflicts");
            snapshot.conflicts().forEach(json::writeString);
            json.writeEndArray();
            json.writeObjectPropertyStart("config");
            snapshot.config().forEach(json::writeStringProperty);
            json.writeEndObject();
            json.writeArrayPropertyStart("symbols");
            for (int i = 0; i < snapshot.symbols().size(); i++) {
                json.writeRaw('\n');
                symbol(snapshot.symbols().symbol(i), json);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void facts(KernelSnapshot snapshot, JsonGenerator json) {
        Json.text(json, "release", snapshot.release());
        Json.text(json, "architecture", snapshot.architecture());
        Json.text(json, "banner", snapshot.banner());
        Json.text(json, "vermagic", snapshot.vermagic());
        Json.text(json, "buildId", snapshot.buildId());
        if (snapshot.structModule().isPresent()) {
            StructModule struct = snapshot.structModule().get();
            json.writeObjectPropertyStart("structModule");
            json.writeNumberProperty("size", struct.size());
            json.writeNumberProperty("initOffset", struct.initOffset());
            json.writeNumberProperty("exitOffset", struct.exitOffset());
            json.writeEndObject();
        }
        json.writeObjectPropertyStart("knows");
        json.writeBooleanProperty("addresses", snapshot.hasAddresses());
        json.writeBooleanProperty("exports", snapshot.knowsExports());
        json.writeBooleanProperty("dataSymbols", snapshot.hasDataSymbols());
        json.writeBooleanProperty("exportClasses", snapshot.knowsExportClasses());
        json.writeBooleanProperty("crcs", snapshot.knowsCrcs());
        json.writeBooleanProperty("namespaces", snapshot.knowsNamespaces());
        json.writeEndObject();
    }

    private static void source(SnapshotSource source, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("kind", source.kind().title());
        json.writeStringProperty("file", source.fileName());
        json.writeNumberProperty("symbols", source.symbols());
        json.writeNumberProperty("exports", source.exports());
        json.writeNumberProperty("crcs", source.crcs());
        Json.text(json, "note", source.note());
        json.writeEndObject();
    }

    private static void symbol(KernelSymbol symbol, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("name", symbol.name());
        if (symbol.address().isPresent()) {
            json.writeStringProperty(
                    "address", Hexadecimal.address(symbol.address().getAsLong()));
        }
        json.writeStringProperty("type", String.valueOf(symbol.type()));
        if (!symbol.owner().isEmpty()) {
            json.writeStringProperty("owner", symbol.owner());
        }
        if (symbol.export().isPresent()) {
            Export export = symbol.export().get();
            json.writeObjectPropertyStart("export");
            json.writeStringProperty("class", export.exportClass().name().toLowerCase(Locale.ROOT));
            if (export.crc().isPresent()) {
                json.writeStringProperty("crc", Hexadecimal.crc(export.crc().getAsInt()));
            }
            if (export.namespace().isPresent()) {
                json.writeStringProperty("namespace", export.namespace().get());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
