// SPDX-License-Identifier: Apache-2.0
/**
 * How things that several verbs tell of are told: findings, the sources of a snapshot, numbers, JSON.
 *
 * <p>What one verb alone tells of stands with that verb.
 */
package io.github.kolink.cli.report;
