// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestCatalogueTest {
    private static final RequestCatalogue CATALOGUE = RequestCatalogue.load();

    @Test
    void itHasMoreThanAHundredFormatsOfOneKernel() {
        long formats = CATALOGUE.entries().stream()
                .filter(entry -> List.of(entry.versions().split(" ")).contains("6.1"))
                .map(RequestCatalogue.Entry::format)
                .distinct()
                .count();
        assertTrue(formats >= 190, formats + " formats");
    }

    @ParameterizedTest
    @CsvSource({
        "fs-minix, fs-%.*s, get_fs_type",
        "net-pf-10, net-pf-%d, __sock_create",
        "net-pf-2-proto-132-type-1, net-pf-%d-proto-%d-type-%d, inet_create",
        "block-major-8-3, block-major-%d-%d, blk_request_module",
        "char-major-10-200, char-major-%d-%d, misc_open",
        "binfmt-464c, binfmt-%04x, search_binary_handler",
        "crypto-md5, crypto-%s, crypto_larval_lookup",
        "rtnl-link-dummy, rtnl-link-%s, __rtnl_newlink",
        "netdev-eth0, netdev-%s, dev_load",
        "br_netfilter, br_netfilter, physdev_mt_check",
        "w1-family-0x2A, w1-family-0x%02X, w1_attach_slave_device",
        "tty-ldisc-5, tty-ldisc-%d, tty_ldisc_get",
    })
    void aNameIsTracedToWhoAsked(String name, String format, String function) {
        List<RequestCatalogue.Entry> makers = CATALOGUE.makersOf(name);
        assertEquals(format, makers.get(0).format());
        assertTrue(
                makers.stream()
                        .anyMatch(entry -> entry.format().equals(format)
                                && entry.function().equals(function)),
                makers::toString);
    }

    @Test
    void numbersAreNumbers() {
        assertTrue(CATALOGUE.makersOf("net-pf-inet").stream()
                .noneMatch(entry -> entry.format().equals("net-pf-%d")));
    }

    @Test
    void anyNameMayHaveComeFromAFormatOfOneWordButThatIsSaidLast() {
        List<RequestCatalogue.Entry> makers = CATALOGUE.makersOf("xt_comment");
        assertTrue(makers.get(makers.size() - 1).format().startsWith("%s"));
    }

    @Test
    void everyRowIsWhole() {
        for (RequestCatalogue.Entry entry : CATALOGUE.entries()) {
            assertTrue(
                    !entry.format().isEmpty() && entry.file().endsWith(".c")
                            || entry.file().endsWith(".h"),
                    entry::toString);
            assertTrue(!entry.function().isEmpty() && !entry.versions().isEmpty(), entry::toString);
        }
    }
}
