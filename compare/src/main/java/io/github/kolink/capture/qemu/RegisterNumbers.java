// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers of registers by name, from the target description that QEMU's stub sends: {@code target.xml} and what it
 * includes, numbered in order unless a register says otherwise.
 */
final class RegisterNumbers {
    private static final Pattern INCLUDE = Pattern.compile("<xi:include href=\"([^\"]*)\"");
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern REGISTER = Pattern.compile("<reg [^>]*>");
    private static final Pattern NAME = Pattern.compile("name=\"([^\"]*)\"");
    private static final Pattern NUMBER = Pattern.compile("regnum=\"([0-9]+)\"");
    private static final int CHUNK = 0x800;

    private final Map<String, Integer> numbers = new HashMap<>();
    private int next;

    private RegisterNumbers() {}

    /** Sends a packet and returns the answer. */
    @FunctionalInterface
    interface Exchange {
        String send(String packet) throws IOException;
    }

    static RegisterNumbers read(Exchange stub) throws IOException {
        RegisterNumbers registers = new RegisterNumbers();
        String target = document(stub, "target.xml");
        registers.add(target);
        Matcher include = INCLUDE.matcher(target);
        while (include.find()) {
            registers.add(document(stub, include.group(1)));
        }
        return registers;
    }

    private static String document(Exchange stub, String name) throws IOException {
        StringBuilder text = new StringBuilder();
        while (true) {
            String part = stub.send(String.format("qXfer:features:read:%s:%x,%x", name, text.length(), CHUNK));
            if (!part.startsWith("m") && !part.startsWith("l")) {
                throw new IOException("QEMU has no register description " + name + ": '" + part + "'");
            }
            text.append(part, 1, part.length());
            if (part.startsWith("l")) {
                return text.toString();
            }
        }
    }

    private void add(String commented) {
        String document = COMMENT.matcher(commented).replaceAll("");
        Matcher register = REGISTER.matcher(document);
        while (register.find()) {
            Matcher number = NUMBER.matcher(register.group());
            if (number.find()) {
                next = Integer.parseInt(number.group(1));
            }
            Matcher name = NAME.matcher(register.group());
            if (name.find()) {
                numbers.putIfAbsent(name.group(1), next);
            }
            next++;
        }
    }

    int number(String name) throws IOException {
        Integer number = numbers.get(name);
        if (number == null) {
            throw new IOException("QEMU's register description has no " + name);
        }
        return number;
    }
}
