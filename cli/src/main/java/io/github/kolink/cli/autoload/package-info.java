// SPDX-License-Identifier: Apache-2.0
/** {@code kolink autoload}: asks the daemon that loads by name. */
@org.jspecify.annotations.NullMarked
package io.github.kolink.cli.autoload;
