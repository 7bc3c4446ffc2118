// SPDX-License-Identifier: Apache-2.0
/** {@code kolink autoloadd}: the daemon that loads by name, as kerneld was. */
@org.jspecify.annotations.NullMarked
package io.github.kolink.cli.autoloadd;
