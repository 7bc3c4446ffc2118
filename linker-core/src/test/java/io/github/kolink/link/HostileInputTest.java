// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.finding.Verdict;
import io.github.kolink.module.TestModule;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged modules end in findings or a {@link io.github.kolink.finding.LinkException}, never in anything else. */
class HostileInputTest {
    private static final Duration HANG = Duration.ofMinutes(3);
    private static final int FIRST_BYTES = 4096;

    private static SyntheticArchitecture architecture(boolean is64) {
        return is64 ? SyntheticArchitecture.little64() : SyntheticArchitecture.big32();
    }

    private static byte[] module(boolean is64) {
        return TestModule.small(architecture(is64).machine(), is64 ? 1 : 2, 3).write();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theUndamagedModuleLoads(boolean is64) {
        assertEquals(Verdict.WOULD_LOAD, new Mutants(architecture(is64)).link(module(is64)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aModuleCutOffAnywhereIsNotLoaded(boolean is64) {
        byte[] sound = module(is64);
        Mutants mutants = new Mutants(architecture(is64));
        assertTimeoutPreemptively(HANG, () -> {
            for (int length = 0; length < Math.min(FIRST_BYTES, sound.length); length++) {
                assertFalse(
                        mutants.link(Arrays.copyOf(sound, length)) == Verdict.WOULD_LOAD,
                        "cut to " + length + " bytes");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyByteOfAModuleMayBeWrong(boolean is64) {
        byte[] sound = module(is64);
        Mutants mutants = new Mutants(architecture(is64));
        assertTimeoutPreemptively(HANG, () -> {
            int tried = mutants.everyByte(sound, 0, sound.length);
            assertTrue(tried > 10 * sound.length, "only " + tried + " mutants");
        });
        assertTrue(mutants.count(Verdict.REFUSED) > 100, mutants.toString());
        assertTrue(mutants.count(Verdict.UNDEFINED) > 100, mutants.toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void severalBytesOfAModuleMayBeWrong(boolean is64) {
        Mutants mutants = new Mutants(architecture(is64));
        assertTimeoutPreemptively(HANG, () -> mutants.random(module(is64), 5_000, 20_261_121L));
        assertTrue(mutants.count(Verdict.REFUSED) > 100, mutants.toString());
    }

    @Test
    void aFileReadWithTheWrongClassAndByteOrderMayHoldAnything() {
        // The kernel looks at e_machine only: 62 read in the other byte order.
        SyntheticArchitecture big = new SyntheticArchitecture(new ElfMachine(62 << 8, false, ByteOrder.BIG_ENDIAN));
        byte[] little = module(true);
        assertTimeoutPreemptively(HANG, () -> {
            Mutants mutants = new Mutants(big);
            for (int at = 0; at < 64; at++) {
                for (int value = 0; value < 256; value++) {
                    byte[] mutant = little.clone();
                    mutant[16] = 0;
                    mutant[17] = 1; // ET_REL
                    mutant[47] = 40; // e_shentsize
                    mutant[at] = (byte) value;
                    mutants.link(name -> ElfFile.parseAs(name, mutant, big.machine()));
                }
            }
        });
    }
}
