// SPDX-License-Identifier: Apache-2.0
/** {@code kolink stub}: the kernel side of kolink, which kolink itself loads. */
@org.jspecify.annotations.NullMarked
package io.github.kolink.cli.stub;
