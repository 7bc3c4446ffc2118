// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates from files: for {@link LoadConditions#certificates}. */
public final class CertificateFile {
    private static final long LIMIT = 16 << 20;
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([A-Za-z0-9+/=\\s]*)-----END (?:TRUSTED |X509 )?CERTIFICATE-----");

    private CertificateFile() {}

    /**
     * Reads a file.
     *
     * @param file one or more X.509 certificates: PEM with any text around them, or DER one behind the other
     * @return each [DER], in the order of the file, not parsed further
     * @throws IOException if the file cannot be read, or holds no certificate
     */
    public static List<byte[]> read(Path file) throws IOException {
        if (Files.size(file) > LIMIT) {
            throw new IOException(file + ": larger than " + LIMIT + " bytes: no file of certificates");
        }
        return of(Files.readAllBytes(file), file.toString());
    }

    /**
     * Takes bytes that were read already.
     *
     * @param content PEM or DER
     * @param name for messages
     * @return each certificate [DER]
     * @throws IOException if there is none
     */
    public static List<byte[]> of(byte[] content, String name) throws IOException {
        List<byte[]> certificates = new ArrayList<>();
        Matcher pem = PEM.matcher(new String(content, StandardCharsets.ISO_8859_1));
        while (pem.find()) {
            try {
                certificates.add(Base64.getMimeDecoder().decode(pem.group(1)));
            } catch (IllegalArgumentException e) {
                throw new IOException(name + ": a certificate is not in base64", e);
            }
        }
        if (certificates.isEmpty()) {
            certificates.addAll(sequences(content));
        }
        if (certificates.isEmpty()) {
            throw new IOException(name + ": no X.509 certificate, neither PEM nor DER");
        }
        return certificates;
    }

    /** DER sequences of up to 65,535 bytes, as the kernel cuts its list ({@code x509_load_certificate_list}, crypto/asymmetric_keys/x509_loader.c 6.1). */
    private static List<byte[]> sequences(byte[] content) {
        List<byte[]> found = new ArrayList<>();
        int at = 0;
        while (at + 4 <= content.length && content[at] == 0x30 && content[at + 1] == (byte) 0x82) {
            int end = at + 4 + (((content[at + 2] & 0xff) << 8) | (content[at + 3] & 0xff));
            if (end > content.length) {
                return List.of();
            }
            found.add(Arrays.copyOfRange(content, at, end));
            at = end;
        }
        return at == content.length ? found : List.of();
    }
}
