// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Lines of the kernel's log in the form in which they are compared. */
final class KernelLines {
    /** In front of what a WARN of the kernel says of itself: not a line of the loader. */
    static final String ASIDE = "~ ";

    /** The longest text that a pr_warn keeps (LOG_LINE_MAX, kernel/printk/printk.c 6.1, less level and end) [bytes]. */
    private static final int LONGEST = 989;

    /** What other parts of the kernel say when it pleases them; "@" is the guest's own mark. */
    private static final Pattern NOISE = Pattern.compile(
            "@|TSC found unstable .*|(sched_clock|tsc|clocksource|random|hrtimer|sched|perf|systemd|audit|input|psmouse|ata\\d.*|cfg80211|modprobe|workqueue): .*");

    private static final Pattern DUMP =
            Pattern.compile("(Modules linked in|Hardware name|RIP|Code|RSP|R[A-Z0-9]{2}|FS|CS|CR2"
                    + "|Call Trace|Call trace|CPU|PGD|#PF|PKRU|note|Mem abort info|Data abort info|pstate|pc|lr|sp|x\\d+|Tainted"
                    + "|Workqueue|user pgtable|Oops|Internal error|Process .*): .*|(Call [Tt]race|Modules linked in|Mem abort info|Data"
                    + " abort info):.*| .*|\\[[0-9a-f]{16}\\].*|---\\[ end trace .*|.*Kernel panic.*");

    private static final Pattern WARN =
            Pattern.compile("WARNING: CPU: .*? at (\\S+:\\d+) .*|WARNING: (\\S+:\\d+) at .*");
    private static final Pattern TRAP = Pattern.compile("\\S+ \\[#\\d+\\] .*");

    private KernelLines() {}

    /** Without dumps of registers and stacks; what stands in a WARN is marked as an aside. */
    static List<String> essential(List<String> lines) {
        List<String> kept = new ArrayList<>();
        boolean aside = false;
        for (String line : lines) {
            if (line.startsWith("------------[ ")) {
                aside = true;
            } else if (line.startsWith("---[ end trace")) {
                aside = false;
            } else if (WARN.matcher(line).matches()) {
                kept.add(ASIDE + WARN.matcher(line).replaceAll("WARN at $1$2"));
            } else if (!NOISE.matcher(line).matches()
                    && !DUMP.matcher(line).matches()
                    && !TRAP.matcher(line).matches()) {
                kept.add((aside ? ASIDE : "") + line);
            }
        }
        return kept;
    }

    /** Whether a line is none of the loader's. */
    static boolean isNoise(String line) {
        return NOISE.matcher(line).matches();
    }

    /** As /dev/kmsg escapes it, cut as printk cuts it, without the addresses that differ from boot to boot. */
    static String comparable(String line) {
        return line.replaceAll("loc (\\(____ptrval____\\)|%p|(0x)?[0-9a-f]+)", "loc ADDRESS")
                .replaceAll("\\bval [0-9a-f]+", "val VALUE")
                .replaceAll("\\(____ptrval____\\)|%p|\\b[0-9a-f]{16}\\b", "ADDRESS");
    }

    /** A line of ours as the kernel would have logged it. */
    static String logged(String line) {
        StringBuilder text = new StringBuilder();
        byte[] bytes = line.getBytes(
                StandardCharsets.ISO_8859_1.newEncoder().canEncode(line)
                        ? StandardCharsets.ISO_8859_1
                        : StandardCharsets.UTF_8);
        for (int i = 0; i < Math.min(bytes.length, LONGEST); i++) {
            int value = bytes[i] & 0xff;
            if (value < 0x20 || value >= 0x7f || value == '\\') {
                text.append(String.format("\\x%02x", value));
            } else {
                text.append((char) value);
            }
        }
        return comparable(text.toString());
    }
}
