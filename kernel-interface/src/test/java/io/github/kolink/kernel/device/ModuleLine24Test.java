// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.load.ModuleState;
import io.github.kolink.load.ResidentModule;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleLine24Test {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "3c59x                  27288   1 (autoclean)",
                "isofs                  17872   0 (autoclean) (unused)",
                "loop                    9528   0 (unused)",
                "jbd                    37336   2 [ext3]",
                "sunrpc                 60192   1 (autoclean) [nfs lockd]",
                "ipv6                  147380  -1",
                "a_name_of_more_than_20_letters    4096   0 (deleted)",
                "sound                  53196 (initializing)",
                "soundcore               3268 (uninitialized) [sound]"
            })
    void aLineIsWrittenAsItWasRead(String line) {
        assertEquals(line, ModuleLine24.parse(line).orElseThrow().line());
    }

    @Test
    void itsFlagsAreTheModules() {
        ModuleLine24 line = ModuleLine24.parse("isofs                  17872   0 (autoclean) (unused)")
                .orElseThrow();
        assertEquals(
                new ModuleLine24("isofs", 17872, OptionalLong.of(0), ModuleState.LIVE, true, false, List.of()), line);
        assertEquals(
                List.of("nfs", "lockd"),
                ModuleLine24.parse("sunrpc 60192 1 (autoclean) [nfs lockd]")
                        .orElseThrow()
                        .users());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "name",
                "crc16 16384 2 ext4,jbd2, Live 0xffffffffc0300000",
                "crc16 16384 0 - Live 0xffffffffc0300000",
                "x 99999999999999999999 0",
                "x 1 1 (autoclean) [y"
            })
    void otherLinesAreNone(String line) {
        assertTrue(ModuleLine24.parse(line).isEmpty());
    }

    @Test
    void aModuleOfTodayHasALineToo() {
        ResidentModule today = new ResidentModule(
                "crc16", 0xffffffffc0300000L, 16384, ModuleState.LIVE, 2, List.of("ext4"), OptionalInt.empty());
        assertEquals(
                "crc16                  16384   2 (autoclean) [ext4]",
                ModuleLine24.of(today, true, false).line());
        assertFalse(ModuleLine24.of(today, false, false).line().contains("unused"), "it is in use now");
    }
}
