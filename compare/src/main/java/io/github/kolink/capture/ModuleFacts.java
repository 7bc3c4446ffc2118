// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What holds for one captured module: {@code module.properties}.
 *
 * @param name the module's name
 * @param file path relative to the module tree
 * @param sha256 of that file as it lies in the tree, in hexadecimal
 * @param result what {@code finit_module} returned: 0 or a negative error number
 * @param coreSize what stays after init, as sysfs says [bytes]; empty if the module did not load
 * @param percpu base of its per-CPU data [kernel virtual address or per-CPU offset, unsigned]; empty if it has none
 * @param order position in the order of loading, from 0; of its boot
 * @param boot in which boot it was captured, from 0
 * @param death how the guest ended while it loaded the module, in one line; empty if it lived on
 */
public record ModuleFacts(
        String name,
        String file,
        String sha256,
        int result,
        OptionalLong coreSize,
        OptionalLong percpu,
        int order,
        int boot,
        Optional<String> death) {
    void write(PropertiesFile properties) {
        properties.put("name", name);
        properties.put("file", file);
        properties.put("sha256", sha256);
        properties.put("result", result);
        coreSize.ifPresent(size -> properties.put("coresize", size));
        percpu.ifPresent(base -> properties.put("percpu", Long.toHexString(base)));
        properties.put("order", order);
        properties.put("boot", boot);
        death.ifPresent(how -> properties.put("death", how));
    }

    static ModuleFacts read(PropertiesFile properties) throws CaptureException {
        return new ModuleFacts(
                properties.text("name"),
                properties.text("file"),
                properties.text("sha256"),
                (int) properties.number("result"),
                optionalNumber(properties, "coresize"),
                properties.address("percpu"),
                (int) properties.number("order"),
                properties.find("boot").isPresent() ? (int) properties.number("boot") : 0,
                properties.find("death"));
    }

    private static OptionalLong optionalNumber(PropertiesFile properties, String key) throws CaptureException {
        return properties.find(key).isPresent() ? OptionalLong.of(properties.number(key)) : OptionalLong.empty();
    }
}
