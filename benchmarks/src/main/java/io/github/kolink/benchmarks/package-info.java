// SPDX-License-Identifier: Apache-2.0
/**
 * JMH benchmarks, one class for each question; and {@code RelocationLoops} and {@code TreeTimes}, which {@code benchmarks/run}
 * starts beside the peers. What is measured are a real kernel's modules where KOLINK_KERNELS names one, else those of
 * testdata. {@code mvn verify} runs each once to see that it runs; figures come only from an own run on a quiet machine.
 */
package io.github.kolink.benchmarks;
