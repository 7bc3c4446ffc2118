// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.running;

import io.github.kolink.capture.CapturedSection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A loaded module as the kernel shows it.
 *
 * @param sections where they are, without indices; those that are empty or not loaded are missing
 * @param bytes of the sections that stay after init, by section name
 * @param percpu base of its per-CPU data; empty if it has none or the kernel does not say
 * @param coreSize what stays after init [bytes]
 */
public record RunningModule(
        List<CapturedSection> sections, Map<String, byte[]> bytes, OptionalLong percpu, long coreSize) {}
