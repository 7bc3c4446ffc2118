// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modinfo;

import io.github.kolink.cli.report.Hexadecimal;
import io.github.kolink.cli.report.Json;
import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.module.AppendedSignature;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.module.ModuleImport;
import io.github.kolink.module.ModuleInfo;
import io.github.kolink.module.ModuleParameter;
import java.io.OutputStream;
import java.util.OptionalInt;
import tools.jackson.core.JsonGenerator;

/** Prints a module's facts as one line of JSON. */
final class ModinfoJson {
    private ModinfoJson() {}

    static void write(ModuleFacts facts, OutputStream out) {
        try (JsonGenerator json = Json.to(out)) {
            json.writeStartObject();
            json.writeNumberProperty("schemaVersion", 1);
            json.writeStringProperty("path", facts.path());
            json.writeStringProperty("name", Printable.decoded(facts.name()));
            json.writeStringProperty("machine", facts.machine());
            json.writeArrayPropertyStart("fields");
            for (ModuleInfo.Entry entry : facts.info().entries()) {
                json.writeStartObject();
                json.writeStringProperty("key", Printable.decoded(entry.key()));
                json.writeStringProperty("value", Printable.decoded(entry.value()));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("parameters");
            facts.info().parameters().forEach(parameter -> parameter(json, parameter));
            json.writeEndArray();
            facts.signature().ifPresent(signature -> signature(json, signature));
            json.writeArrayPropertyStart("exports");
            facts.exports().forEach(export -> export(json, export));
            json.writeEndArray();
            json.writeArrayPropertyStart("imports");
            facts.imports()
                    .forEach(symbol -> imported(json, symbol, facts.versions().crc(symbol.name())));
            json.writeEndArray();
            json.writeObjectPropertyStart("relocationsByType");
            facts.relocations().forEach(json::writeNumberProperty);
            json.writeEndObject();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void parameter(JsonGenerator json, ModuleParameter parameter) {
        json.writeStartObject();
        json.writeStringProperty("name", Printable.decoded(parameter.name()));
        Json.text(json, "type", Printable.decoded(parameter.type()));
        Json.text(json, "description", Printable.decoded(parameter.description()));
        json.writeEndObject();
    }

    private static void signature(JsonGenerator json, AppendedSignature signature) {
        json.writeObjectPropertyStart("signature");
        json.writeStringProperty("id", ModuleFacts.kind(signature));
        json.writeNumberProperty("size", signature.length());
        Json.text(json, "damage", signature.damage());
        json.writeEndObject();
    }

    private static void export(JsonGenerator json, ModuleExport export) {
        json.writeStartObject();
        json.writeStringProperty("name", Printable.decoded(export.name()));
        json.writeStringProperty("class", export.gplOnly() ? "gpl" : "plain");
        crc(json, export.crc());
        Json.text(json, "namespace", export.namespace().map(Printable::decoded));
        json.writeEndObject();
    }

    private static void imported(JsonGenerator json, ModuleImport symbol, OptionalInt crc) {
        json.writeStartObject();
        json.writeStringProperty("name", Printable.decoded(symbol.name()));
        json.writeBooleanProperty("weak", symbol.weak());
        crc(json, crc);
        json.writeEndObject();
    }

    private static void crc(JsonGenerator json, OptionalInt crc) {
        if (crc.isPresent()) {
            json.writeStringProperty("crc", Hexadecimal.crc(crc.getAsInt()));
        } else {
            json.writeNullProperty("crc");
        }
    }
}
