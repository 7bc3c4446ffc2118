// SPDX-License-Identifier: Apache-2.0
/** {@code kolink merge}: the parts of a check that was split with {@code --shard}, told as one. */
package io.github.kolink.cli.merge;
