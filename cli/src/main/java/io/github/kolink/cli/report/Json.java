// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.report;

import java.io.OutputStream;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** How JSON is written: ASCII only, so that nothing in it is a terminal's business; the stream stays open. */
public final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private Json() {}

    /**
     * A generator for one text.
     *
     * @param out stays open when the generator is closed
     * @return the generator
     */
    public static JsonGenerator to(OutputStream out) {
        return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    }

    /**
     * Writes a string, or null for the empty one.
     *
     * @param json where
     * @param name of the property
     * @param value of any origin
     */
    public static void text(JsonGenerator json, String name, String value) {
        if (value.isEmpty()) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, value);
        }
    }

    /**
     * Writes a string, or null for none.
     *
     * @param json where
     * @param name of the property
     * @param value of any origin
     */
    public static void text(JsonGenerator json, String name, Optional<String> value) {
        text(json, name, value.orElse(""));
    }
}
