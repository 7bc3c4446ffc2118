// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import io.github.kolink.symbols.image.KallsymsImageWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KallsymsWriterTest {
    private static String text(KernelSnapshot snapshot) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        snapshot.writeKallsyms(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aListPrintsAsItWasRead() throws IOException {
        String list = """
                0000000000001000 A percpu
                ffffffff81000000 T printk
                ffffffff82000100 r __ksymtab_printk
                ffffffffc0000010 t init\t[loop]
                """;
        assertEquals(list, text(SymbolListTextTest.read(list)));
    }

    @Test
    void exportsThatTheListLacksAreAddedSoThatReadingBackGivesTheSame() throws IOException {
        KallsymsImageWriter writer = new KallsymsImageWriter();
        writer.listData = false;
        KernelSnapshot image = KernelSnapshot.of(ByteBuffer.wrap(writer.write()), "vmlinux");
        KernelSnapshot again = SymbolListTextTest.read(text(image));
        for (int i = 0; i < image.symbols().size(); i++) {
            KernelSymbol symbol = image.symbols().symbol(i);
            assertEquals(
                    image.symbols().exported(symbol.name()).map(KernelSymbol::address),
                    again.symbols().exported(symbol.name()).map(KernelSymbol::address));
            long address = symbol.address().getAsLong();
            assertEquals(
                    image.symbols().nearest(address).map(KernelSymbol::name),
                    again.symbols().nearest(address).map(KernelSymbol::name));
        }
        assertEquals(text(image), text(again));
    }
}
