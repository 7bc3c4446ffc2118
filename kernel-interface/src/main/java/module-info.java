// SPDX-License-Identifier: Apache-2.0
/** The real kernel's side of a load; so far only a place. */
@org.jspecify.annotations.NullMarked
module io.github.kolink.kernel.jnr {
    requires static org.jspecify;
}
