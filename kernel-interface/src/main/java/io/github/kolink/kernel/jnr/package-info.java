// SPDX-License-Identifier: Apache-2.0
/**
 * The running kernel through jnr-ffi: the only place in kolink that calls native code. Nothing is loaded before {@link
 * io.github.kolink.kernel.jnr.LiveSystem} is asked for something.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.kernel.jnr;
