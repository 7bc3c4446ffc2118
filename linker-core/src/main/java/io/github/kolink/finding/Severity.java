// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finding;

/** What one finding means for the load, mildest first. */
public enum Severity {
    /** Worth telling; the kernel neither refuses nor misbehaves. */
    NOTE,
    /** The kernel loads the module, but something in it will probably not work. */
    WARNING,
    /** The inputs cannot tell; the finding's detail names the input that would decide. */
    UNKNOWN,
    /** The kernel would read or write outside the module: no prediction is possible. */
    UNDEFINED,
    /** The kernel refuses the module. */
    REFUSED
}
