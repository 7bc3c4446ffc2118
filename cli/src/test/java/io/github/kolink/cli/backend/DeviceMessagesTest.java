// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.kernel.device.DeviceKernel;
import io.github.kolink.kernel.device.PageDevice;
import io.github.kolink.kernel.device.RunningModules;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.load.Insertion;
import io.github.kolink.load.LoadLayout;
import io.github.kolink.load.ModuleInsertion;
import io.github.kolink.load.ModuleState;
import io.github.kolink.load.ResidentModule;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What goes to {@code /dev/kolink} for a module that uses another one, byte for byte: {@code testdata/golden/device}, written
 * again by {@code mvn -Pgolden-update}. {@link MessageText} reads the messages by docs/kernel-interface.md.
 */
class DeviceMessagesTest {
    private static final List<RegionKind> CLASSES = List.of(
            RegionKind.TEXT,
            RegionKind.RODATA,
            RegionKind.RO_AFTER_INIT,
            RegionKind.DATA,
            RegionKind.INIT_TEXT,
            RegionKind.INIT_RODATA,
            RegionKind.INIT_DATA,
            RegionKind.PERCPU);

    /** The kernel's own list, which the device does not keep. */
    private static final class Listed implements RunningModules {
        private final List<ResidentModule> modules = new ArrayList<>();

        @Override
        public List<ResidentModule> list() {
            return modules;
        }

        @Override
        public void remove(String name) {
            throw new AssertionError("nothing is removed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "arm64", "m68k"})
    void aLoadIsTheseMessages(String architecture) throws IOException {
        KernelModule exporter = module(architecture, "exporter");
        KernelModule importer = module(architecture, "importer");
        ElfMachine machine = importer.file().machine();
        PageDevice device = new PageDevice();
        device.order = machine.order();
        device.machine = machine.machine();
        device.elfClass = machine.is64() ? 2 : 1;
        device.structSize = (int) importer.allocated(KernelModule.THIS_MODULE)
                .map(SectionHeader::size)
                .orElseThrow()
                .longValue();
        if (!machine.is64()) {
            device.next = 0xd0400000L;
        }
        ModuleLinker plain = ModuleLinker.of(
                machine, KernelSnapshot.open(CommandRun.built(architecture).resolve("kallsyms")));
        ModuleLinker linker = new ModuleLinker(plain.target(), plain.architecture(), new LoadLayout());
        Listed listed = new Listed();
        ModuleInsertion insertion =
                new ModuleInsertion(new DeviceKernel(device, listed, device.order), linker, Map.of());
        device.init = 0;
        long base = device.next;
        listed.modules.add(
                new ResidentModule("exporter", base, 16384, ModuleState.LIVE, 0, List.of(), OptionalInt.empty()));
        assertTrue(insertion.insert(exporter, "").isLoaded());
        device.requests.clear();
        Insertion done = insertion.insert(importer, "times=3 name=\"a b\"");
        assertTrue(done.isLoaded(), done.link().findings()::toString);

        MessageText text = new MessageText(
                new PageLayout(),
                device.order,
                machine.is64(),
                bases(done.addresses().orElseThrow()));
        for (byte[] message : device.requests) {
            if (ByteOrder.LITTLE_ENDIAN.equals(device.order) ? message[0] != 8 : message[3] != 8) {
                text.message(message); // LIST is how the base of what was loaded is learnt
            }
        }
        compare(architecture, text.text());
    }

    private static KernelModule module(String architecture, String name) throws IOException {
        byte[] bytes = Files.readAllBytes(CommandRun.built(architecture).resolve(name + ".ko"));
        if (architecture.equals("m68k")) {
            alignStruct(bytes);
        }
        return KernelModule.of(ModuleFile.of(name + ".ko", bytes).elf());
    }

    /** The fixtures' own struct module asks for 4 on m68k, the kernel's for a cache line: the {@code sh_addralign} of it. */
    private static void alignStruct(byte[] file) {
        ByteBuffer elf = ByteBuffer.wrap(file);
        KernelModule module = KernelModule.of(ElfFile.parse("", file));
        int section = module.allocated(KernelModule.THIS_MODULE).orElseThrow().index();
        elf.putInt(elf.getInt(32) + 40 * section + 32, 16);
    }

    private static long[] bases(RegionAddresses addresses) {
        return CLASSES.stream().mapToLong(addresses::base).toArray();
    }

    private static void compare(String architecture, String text) throws IOException {
        Path golden = Path.of(System.getProperty("kolink.testdata"), "golden", "device", architecture + ".txt");
        if (Boolean.getBoolean("kolink.golden.update")) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, text);
        }
        assertEquals(Files.readString(golden), text, golden + ": rewrite with -Pgolden-update, and read the diff");
    }
}
