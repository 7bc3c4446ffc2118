// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfMachine;
import io.github.kolink.finding.Findings;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.load.Errno;
import io.github.kolink.load.Insertion;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.LoadableModule;
import io.github.kolink.load.ModuleInsertion;
import io.github.kolink.load.ModuleState;
import io.github.kolink.load.Reservation;
import io.github.kolink.load.ResidentModule;
import io.github.kolink.module.KernelModule;
import io.github.kolink.symbols.structure.StructModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeviceKernelTest {
    private static final KernelModule MODULE = LoadableModule.of("probe", "helper", "do_it");

    private final PageDevice device = new PageDevice();
    private final List<String> removed = new ArrayList<>();
    private final List<ResidentModule> running = new ArrayList<>();

    private DeviceKernel kernel() {
        RunningModules modules = new RunningModules() {
            @Override
            public List<ResidentModule> list() {
                return running;
            }

            @Override
            public void remove(String name) {
                removed.add(name);
            }
        };
        return new DeviceKernel(device, modules, device.order);
    }

    private Insertion insert(DeviceKernel kernel, String parameters) {
        return new ModuleInsertion(kernel, LoadableModule.linker(), Map.of()).insert(MODULE, parameters);
    }

    private static Errno refusal(Runnable load) {
        return assertThrows(LoadException.class, load::run).errno().orElseThrow();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void greetsByteForByte() {
        assertEquals(
                "0b000000" + "10000000" + "4b4e4c4b" + "0100" + "0000" + "00000000" + "00000000",
                hex(DeviceIdentity.request(ByteOrder.LITTLE_ENDIAN).array()));
        assertEquals(
                "0000000b" + "00000010" + "4b4c4e4b" + "0001" + "0000" + "00000000" + "00000000",
                hex(DeviceIdentity.request(ByteOrder.BIG_ENDIAN).array()));
    }

    @Test
    void readsTheIdentityOfEitherByteOrder() {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            device.order = order;
            DeviceIdentity identity = kernel().identity();
            assertEquals("6.1.0-test", identity.release());
            assertEquals("abcd", identity.buildId());
            assertEquals(new StructModule(64, 56, -1), identity.structModule());
            assertEquals(new ElfMachine(62, true, order), identity.machine());
            assertEquals(
                    Set.of("COMMIT", "RESOLVE", "PERCPU", "KALLSYMS", "MODULE_UNLOAD", "INIT_SYMBOLS"),
                    identity.capabilities().stream().map(Enum::name).collect(Collectors.toSet()));
        }
    }

    @Test
    void anotherVersionIsRefused() {
        device.statuses.put(11, 93);
        device.major = 2;
        LoadException other = assertThrows(LoadException.class, this::kernel);
        assertEquals("EPROTONOSUPPORT", other.errnoName());
        assertTrue(other.getMessage().contains("speaks version 1.0, the kernel's side 2.0"), other.getMessage());
        assertEquals(List.of(), device.open, "closed again");
        device.statuses.clear();
        assertEquals(Errno.EPROTONOSUPPORT, refusal(this::kernel));
        device.major = 1;
        device.statuses.put(11, 71);
        assertEquals(Errno.EPROTO, refusal(this::kernel));
    }

    @Test
    void asksForRoomByteForByte() {
        DeviceKernel kernel = kernel();
        Reservation room = kernel.reserve(
                "probe", LoadableModule.linker().layOut(MODULE, new Findings()).orElseThrow());
        byte[] request = device.requests.get(2); // two greetings before it
        assertEquals(
                "01000000" + "88000000" + hex("probe".getBytes()) + "00".repeat(59),
                hex(request).substring(0, 144));
        // Text, read-only, read-only after init, data, then the init classes, then per-CPU: 16 bytes, aligned to 8.
        String page = "0010000000000000";
        assertEquals(
                page + page + page + page + page + page + page + "1000000000000000" + "0800000000000000",
                hex(request).substring(144));
        assertEquals(0xffffffffc0400000L, room.addresses().base(RegionKind.TEXT));
        assertEquals(0xffffffffc0402000L, room.addresses().base(RegionKind.RODATA));
        assertEquals(0xffffffffc040e000L, room.addresses().base(RegionKind.PERCPU));
        room.close();
        assertEquals(1, device.open.size(), "the one that greets");
    }

    @Test
    void loadsWhatTheKernelCompletes() {
        Insertion done = insert(kernel(), "count=3");
        assertTrue(done.isLoaded());
        LinkedImage image = done.link().image().orElseThrow();
        assertEquals(1, device.open.size(), "closed behind the load, which frees nothing");
        for (RegionKind kind : List.of(RegionKind.TEXT, RegionKind.RODATA, RegionKind.INIT_RODATA)) {
            byte[] linked = new byte[image.bytes(kind).remaining()];
            image.bytes(kind).get(linked);
            byte[] there = new byte[linked.length];
            device.kernel(image.base(kind)).get(there);
            assertArrayEquals(linked, there, kind.label());
        }
        ByteBuffer fixed = ByteBuffer.wrap(device.committed).order(device.order);
        Map<String, PageDevice.Section> sections = device.sections().stream()
                .filter(section -> !section.name().isEmpty())
                .collect(Collectors.toMap(PageDevice.Section::name, section -> section, (a, b) -> a));
        PageDevice.Section struct = sections.get(KernelModule.THIS_MODULE);
        assertEquals(struct.address(), fixed.getLong(0));
        assertEquals(64, struct.size());
        assertEquals(3, struct.flags());
        assertEquals(
                image.base(RegionKind.INIT_RODATA), sections.get(".modinfo").address());
        PageDevice.Section percpu = sections.get(".data..percpu");
        assertEquals(image.base(RegionKind.PERCPU), percpu.address());
        assertEquals(1, percpu.flags() & 3, "no SHF_ALLOC");
        assertEquals(16, percpu.size());
        PageDevice.Section relocations = sections.get(".rela.text");
        assertEquals(0, relocations.address());
        assertEquals(0, relocations.size());
        int args = 112 + (fixed.getInt(40) + 7 & -8);
        assertEquals("count=3", PageDevice.text(fixed, args, 64));
        assertEquals(8, fixed.getInt(44));
        assertEquals(0, fixed.getInt(48));
        assertEquals(device.committed.length, args + 8);
    }

    /** What the kernel will show and search: the table that stays, and the whole one while init runs. */
    @Test
    void symbolTablesAreTheKernels() {
        LinkedImage image = insert(kernel(), "").link().image().orElseThrow();
        ByteBuffer fixed = ByteBuffer.wrap(device.committed).order(device.order);
        long nsyms = fixed.getLong(16);
        assertEquals(0, fixed.getLong(8) % 8);
        List<String> kept = new ArrayList<>();
        ByteBuffer strings = device.kernel(fixed.getLong(24));
        ByteBuffer table = device.kernel(fixed.getLong(8));
        ByteBuffer letters = device.kernel(fixed.getLong(32));
        for (int i = 0; i < nsyms; i++) {
            kept.add(PageDevice.text(strings, table.getInt(24 * i), 99) + " " + (char) letters.get(i) + " "
                    + Long.toHexString(table.getLong(24 * i + 8)));
        }
        assertEquals(
                List.of(
                        " U 0",
                        "cleanup_module t " + Long.toHexString(image.base(RegionKind.TEXT) + 16),
                        "helper t " + Long.toHexString(image.base(RegionKind.TEXT) + 32)),
                kept.stream().filter(line -> !line.startsWith("strings ")).toList());
        long length = fixed.getLong(56);
        assertEquals(0, strings.get(0));
        assertEquals(0, strings.get((int) length - 1));
        assertTrue(strings.get((int) length - 2) != 0);
        assertEquals(image.symbols().count(), fixed.getLong(72));
        ByteBuffer whole = device.kernel(fixed.getLong(64));
        ByteBuffer names = device.kernel(fixed.getLong(80));
        ByteBuffer types = device.kernel(fixed.getLong(96));
        int init = image.symbols().indexOf("init_module");
        assertEquals("init_module", PageDevice.text(names, whole.getInt(24 * init), 99));
        assertEquals(image.value(init), whole.getLong(24 * init + 8));
        assertEquals('t', types.get(init));
        assertEquals('U', types.get(image.symbols().indexOf("do_it")));
        assertEquals(0, names.get((int) fixed.getLong(88) - 1));
    }

    @Test
    void dependenciesCarryTheirBases() {
        running.add(new ResidentModule(
                "probe", 0xffffffffc0999000L, 1, ModuleState.LIVE, 0, List.of(), OptionalInt.empty()));
        DeviceKernel kernel = kernel();
        ModuleInsertion insertion = new ModuleInsertion(kernel, LoadableModule.linker(), Map.of());
        assertTrue(insertion.insert(MODULE, "").isLoaded());
        assertTrue(insertion
                .insert(LoadableModule.of("user", "other", "helper"), "")
                .isLoaded());
        ByteBuffer fixed = ByteBuffer.wrap(device.committed).order(device.order);
        assertEquals(1, fixed.getInt(48));
        int at = device.committed.length - 72;
        assertEquals("probe", PageDevice.text(fixed, at, 64));
        assertEquals(0xffffffffc0999000L, fixed.getLong(at + 64));
    }

    @Test
    void shortReadsAndSmallMessagesMakeNoDifference() {
        insert(kernel(), "a=1");
        byte[] whole = device.committed;
        PageDevice.Section text = device.sections().get(3);
        PageDevice small = new PageDevice();
        small.shortRead = 3;
        small.maxMessage = 8192;
        DeviceKernel kernel = new DeviceKernel(small, emptyList(), small.order);
        assertTrue(insert(kernel, "a=1").isLoaded());
        assertArrayEquals(whole, small.committed);
        assertTrue(small.requests.stream().allMatch(request -> request.length <= 8192));
        assertEquals(text, small.sections().get(3));
    }

    private static RunningModules emptyList() {
        return new RunningModules() {
            @Override
            public List<ResidentModule> list() {
                return List.of();
            }

            @Override
            public void remove(String name) {}
        };
    }

    @Test
    void everyErrorIsToldAndNothingStaysOpen() {
        for (int op : List.of(1, 2, 6)) {
            DeviceKernel kernel = kernel();
            int before = device.open.size();
            device.statuses.put(op, 12);
            assertEquals(Errno.ENOMEM, refusal(() -> insert(kernel, "")), "operation " + op);
            device.statuses.clear();
            device.framing.put(op, 90);
            assertEquals(Errno.EMSGSIZE, refusal(() -> insert(kernel, "")), "framing " + op);
            device.framing.clear();
            assertEquals(before, device.open.size());
        }
        assertEquals(Map.of(), device.kernelOwned);
    }

    @Test
    void initsErrorIsItsResult() {
        device.init = -19;
        Insertion failed = insert(kernel(), "");
        assertEquals(-19, failed.init().orElseThrow());
        assertFalse(failed.isLoaded());
        assertEquals(Map.of(), device.kernelOwned);
    }

    @Test
    void resolvesInAsManyRequestsAsItTakes() {
        device.maxReply = 16 + 80 * 3;
        List<String> names = IntStream.range(0, 8).mapToObj(i -> "name" + i).toList();
        device.exports.put("name1", new Object[] {0xffffffff81000100L, 0L, "", 0x12345678, 1 | 4});
        device.exports.put("name7", new Object[] {0xffffffffc0000100L, 0xffffffffc0000000L, "owner", 0, 1 | 2});
        assertEquals(
                List.of(
                        new ExportedSymbol("name1", 0xffffffff81000100L, "", 0, OptionalInt.of(0x12345678), false),
                        new ExportedSymbol(
                                "name7", 0xffffffffc0000100L, "owner", 0xffffffffc0000000L, OptionalInt.empty(), true)),
                kernel().resolve(names));
        assertEquals(
                3, device.requests.stream().filter(request -> request[0] == 10).count());
        assertEquals(List.of(), kernel().resolve(List.of()));
    }

    @Test
    void listsWhatIsOnlyReservedBehindWhatIsLoaded() {
        running.add(new ResidentModule("minix", 1, 2, ModuleState.LIVE, 1, List.of(), OptionalInt.empty()));
        device.maxReply = 16 + 88 * 2;
        DeviceKernel kernel = kernel();
        for (int i = 0; i < 5; i++) {
            kernel.reserve(
                    "probe" + i,
                    LoadableModule.linker().layOut(MODULE, new Findings()).orElseThrow());
        }
        List<ResidentModule> all = kernel.list();
        assertEquals(
                List.of("minix", "probe0", "probe1", "probe2", "probe3", "probe4"),
                all.stream().map(ResidentModule::name).toList());
        assertEquals(ModuleState.RESERVED, all.get(5).state());
        assertEquals(OptionalInt.of(4242), all.get(5).owner());
        kernel.remove("minix");
        assertEquals(List.of("minix"), removed);
    }

    @Test
    void procModulesIsRead() {
        assertEquals(
                List.of(
                        new ResidentModule(
                                "crc16",
                                0xffffffffc0300000L,
                                16384,
                                ModuleState.LIVE,
                                2,
                                List.of("ext4", "jbd2"),
                                OptionalInt.empty()),
                        new ResidentModule(
                                "probe",
                                0xffffffffc0400000L,
                                4096,
                                ModuleState.COMING,
                                1,
                                List.of(),
                                OptionalInt.empty())),
                ProcModules.parse("crc16 16384 2 ext4,jbd2, Live 0xffffffffc0300000\n"
                        + "probe 4096 1 - Loading 0xffffffffc0400000 (OE+)\n"));
    }
}
