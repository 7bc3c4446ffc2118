// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A JSON object that was read. Asking for what it does not have is an {@link IllegalArgumentException}. */
final class JsonObject {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<String, Object> values;

    private JsonObject(Map<String, Object> values) {
        this.values = values;
    }

    static JsonObject parse(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            JsonObject object = object(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("more than one JSON object in a line");
            }
            return object;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static JsonObject object(JsonParser parser) {
        Map<String, Object> values = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = String.valueOf(parser.currentName());
            parser.nextToken();
            Object value = value(parser);
            if (value != null) {
                values.put(name, value);
            }
        }
        return new JsonObject(values);
    }

    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    Object value = value(parser);
                    if (value != null) {
                        list.add(value);
                    }
                }
                yield list;
            }
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NULL -> null;
            case VALUE_STRING -> parser.getString();
            default -> throw new IllegalArgumentException("unexpected " + parser.currentToken());
        };
    }

    Set<String> names() {
        return values.keySet();
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** A text; the empty one for null. */
    String text(String name) {
        return values.containsKey(name) ? as(String.class, name) : "";
    }

    long number(String name) {
        return as(Long.class, name);
    }

    boolean flag(String name) {
        return as(Boolean.class, name);
    }

    JsonObject object(String name) {
        return as(JsonObject.class, name);
    }

    List<JsonObject> objects(String name) {
        return list(JsonObject.class, name);
    }

    List<String> texts(String name) {
        return list(String.class, name);
    }

    private <T> List<T> list(Class<T> type, String name) {
        List<T> list = new ArrayList<>();
        for (Object each : as(List.class, name)) {
            if (!type.isInstance(each)) {
                throw new IllegalArgumentException("'" + name + "' has something else than " + type.getSimpleName());
            }
            list.add(type.cast(each));
        }
        return list;
    }

    private <T> T as(Class<T> type, String name) {
        Object value = values.get(name);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("no '" + name + "', or not as " + type.getSimpleName());
        }
        return type.cast(value);
    }
}
