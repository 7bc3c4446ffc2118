// SPDX-License-Identifier: Apache-2.0
/** {@code kolink rmmod}: modules out of the running kernel. */
@org.jspecify.annotations.NullMarked
package io.github.kolink.cli.rmmod;
