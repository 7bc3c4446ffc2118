// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.io.IOException;
import java.util.List;

/** Parameters of real modules: each of the kernel's own types, with values that fit and values that do not. */
final class ParameterVariants {
    private final Base base;
    private final Variants trials;

    private ParameterVariants(Base base) {
        this.base = base;
        this.trials = new Variants(base);
    }

    static List<Trial> of(Base base) throws IOException {
        ParameterVariants variants = new ParameterVariants(base);
        variants.none();
        variants.scalars();
        variants.arrays();
        variants.others();
        return variants.trials.list();
    }

    private void add(String module, String row, String... parameters) throws IOException {
        for (String each : parameters) {
            trials.add(new Trial(module + " " + each, row, base.module(module).bytes(), each, false));
        }
    }

    private void none() throws IOException {
        add(
                Base.NAME,
                "loads",
                "nothing=1",
                "nothing",
                "a=1 b=2",
                "-- behind these",
                "=",
                "\"\"",
                " ",
                "a\"b c\"=1",
                "dyndbg=+p",
                "nls_cp437.x=1");
    }

    private void scalars() throws IOException {
        String bool = "cpcihp_generic";
        add(
                bool,
                "loads",
                "debug",
                "debug=1",
                "debug=Y",
                "debug=no",
                "debug=off",
                "first_slot=255",
                "first_slot=0x1f",
                "first_slot=010",
                "port=65535",
                "enum_bit=4294967295",
                "enum_bit=+5",
                "bridge=00:1e.0",
                "bridge=\"a b\"",
                "debug=yes port=1 unknown=2");
        add(
                bool,
                "R-70",
                "debug=maybe",
                "debug=",
                "first_slot",
                "first_slot=",
                "first_slot=x",
                "first_slot=12x",
                "first_slot=-1",
                "first_slot=256",
                "port=65536",
                "enum_bit=4294967296",
                "enum_bit=99999999999999999999",
                "enum_bit=-1",
                "enum_bit=0x",
                "bridge",
                "debug=maybe port=65536",
                "port=65536 debug=maybe",
                "unknown=1 debug=maybe",
                "port=0b1",
                "bridge=" + "x".repeat(1100),
                "debug=maybe -- more");
        add("tcp_cdg", "loads", "window=8", "use_ineff=1", "backoff_beta=1023", "use-ineff=1", "backoff-factor=42");
        add("tcp_cdg", "R-70", "window=-2147483649x", "window=-1", "backoff_beta=1e3");
    }

    private void arrays() throws IOException {
        add("i2c-stub", "loads", "chip_addr=0x50", "chip_addr=0x50,0x51", "functionality=0xffff", "bank_reg=1,2,3");
        add(
                "i2c-stub",
                "R-70",
                "chip_addr",
                "chip_addr=",
                "chip_addr=256",
                "chip_addr=1,,2",
                "chip_addr=1,x",
                "chip_addr=1,2,3,4,5,6,7,8,9,10,11",
                "functionality=-1",
                "bank_start=1,256");
    }

    private void others() throws IOException {
        add("acerhdf", "loads", "force_bios=v0.1", "fanon=60000", "kernelmode=1");
        add("acerhdf", "R-70", "force_bios=" + "b".repeat(40), "force_product", "fanon=hot", "verbose=2");
    }
}
