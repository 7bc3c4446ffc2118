// SPDX-License-Identifier: Apache-2.0
/** Measurements of kolink; depends on everything, nothing depends on it; so far only a place. */
@org.jspecify.annotations.NullMarked
module io.github.kolink.benchmarks {
    requires static org.jspecify;
}
