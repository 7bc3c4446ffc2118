// SPDX-License-Identifier: Apache-2.0
/** {@code kolink explain-request}: who asks by a name, and what would be done for it. */
@org.jspecify.annotations.NullMarked
package io.github.kolink.cli.explain;
