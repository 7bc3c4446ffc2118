// SPDX-License-Identifier: Apache-2.0
/**
 * {@code kolink snapshot}: what is known about a kernel, kept in one file, shown and compared.
 *
 * <p>{@link io.github.kolink.cli.snapshot.SnapshotCommand} only holds its own verbs: {@code create}, {@code show}, whose
 * forms are {@code SnapshotSummary} and {@code SnapshotJson}, and {@code diff}.
 */
package io.github.kolink.cli.snapshot;
