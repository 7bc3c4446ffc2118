// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a service is about: the facts of {@code kdstat}.
 *
 * @param delay of delayed releases
 * @param keep whether nothing goes
 * @param queueLimit how many names may wait
 * @param queue names that are being loaded or wait, with how many wait for each
 * @param releases names with a release to come
 * @param requests since the start
 * @param loads of these, those that began a load
 * @param joined of these, those that joined one
 * @param refused of these, those that found the queue full
 * @param log the last lines
 */
public record ServiceStatus(
        Duration delay,
        boolean keep,
        int queueLimit,
        Map<String, Integer> queue,
        List<String> releases,
        long requests,
        long loads,
        long joined,
        long refused,
        List<String> log) {
    /** Of the protocol and of this JSON. */
    public static final int VERSION = 1;

    /**
     * A status.
     *
     * @param delay of delayed releases
     * @param keep whether nothing goes
     * @param queueLimit how many names may wait
     * @param queue names with how many wait
     * @param releases names
     * @param requests all
     * @param loads that began a load
     * @param joined that joined one
     * @param refused that were refused
     * @param log lines
     */
    public ServiceStatus {
        queue = new LinkedHashMap<>(queue);
        releases = List.copyOf(releases);
        log = List.copyOf(log);
    }

    /**
     * The status as JSON, in one line.
     *
     * @return an object; docs/autoload.md names its keys
     */
    public String json() {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "{\"version\":%d,\"delay\":%d,\"keep\":%b,\"queueLimit\":%d,\"queue\":{",
                VERSION,
                delay.toSeconds(),
                keep,
                queueLimit));
        String comma = "";
        for (Map.Entry<String, Integer> each : queue.entrySet()) {
            out.append(comma).append(text(each.getKey())).append(':').append(each.getValue());
            comma = ",";
        }
        out.append("},\"releases\":").append(list(releases));
        out.append(String.format(
                Locale.ROOT,
                ",\"requests\":%d,\"loads\":%d,\"joined\":%d,\"refused\":%d,\"log\":",
                requests,
                loads,
                joined,
                refused));
        return out.append(list(log)).append('}').toString();
    }

    private static String list(List<String> texts) {
        return texts.stream().map(ServiceStatus::text).collect(java.util.stream.Collectors.joining(",", "[", "]"));
    }

    private static String text(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
