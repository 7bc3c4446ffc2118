// SPDX-License-Identifier: Apache-2.0
/**
 * Verifies the signature of a module as the kernel does, down to the error it returns: a signature that a kernel cannot parse,
 * one of an unknown signer and a wrong one have different ends ({@code module_sig_check}, kernel/module/signing.c 6.1).
 *
 * <pre>
 * BouncyCastleVerifier   verify_pkcs7_signature                 certs/system_keyring.c
 *   Pkcs7Parser          pkcs7_parse_message, pkcs7.asn1        crypto/asymmetric_keys/pkcs7_parser.c
 *     BerDecoder         asn1_ber_decoder                       lib/asn1_decoder.c
 *   Pkcs7Verification    pkcs7_verify                           crypto/asymmetric_keys/pkcs7_verify.c
 *   TrustSearch          pkcs7_validate_trust                   crypto/asymmetric_keys/pkcs7_trust.c
 *   X509Parser           x509_cert_parse, x509.asn1             crypto/asymmetric_keys/x509_cert_parser.c
 *   PublicKey            public_key_verify_signature            crypto/asymmetric_keys/public_key.c
 * </pre>
 *
 * <p>The kernel's decoder takes what DER forbids (constructed forms of indefinite length, bytes behind the end) and refuses
 * what DER allows (lengths of three bytes, 64 KiB and more), so no general ASN.1 parser gives its errors; digests and
 * signatures are computed by BouncyCastle. Differences of 6.12 and 7.3 are named where they are.
 *
 * <p>Not known here: keys that a machine adds (UEFI, MOK) and hashes or certificates that its blacklist has.
 */
package io.github.kolink.signature;
