// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import java.io.OutputStream;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** How JSON is written: ASCII only, so that nothing in it is a terminal's business; the stream stays open. */
final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private Json() {}

    static JsonGenerator to(OutputStream out) {
        return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    }

    /** A string, or null for the empty one. */
    static void text(JsonGenerator json, String name, String value) {
        if (value.isEmpty()) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, value);
        }
    }

    static void text(JsonGenerator json, String name, Optional<String> value) {
        text(json, name, value.orElse(""));
    }

    /** An address or CRC, which JSON numbers cannot hold everywhere. */
    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
