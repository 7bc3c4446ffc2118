// SPDX-License-Identifier: Apache-2.0
/** The verbs {@code kolink compare} and {@code kolink verify}, and their reports. */
package io.github.kolink.cli.compare;
