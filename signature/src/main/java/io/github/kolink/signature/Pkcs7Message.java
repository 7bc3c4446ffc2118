// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import java.util.List;

/**
 * A parsed message.
 *
 * @param plainData whether it says that it signs plain data
 * @param content whether it brings the data itself
 * @param certificates that it brings
 * @param signers its signatures, at least one
 */
record Pkcs7Message(boolean plainData, boolean content, List<X509Certificate> certificates, List<SignerInfo> signers) {}
