// SPDX-License-Identifier: Apache-2.0
/** The {@code kolink} command. */
@SuppressWarnings("requires-automatic") // org.lz4.java has no module-info
@org.jspecify.annotations.NullMarked
module io.github.kolink.cli {
    requires static org.jspecify;
    requires com.google.common;
    requires info.picocli;
    requires io.github.kolink.autoload;
    requires io.github.kolink.compare;
    requires io.github.kolink.core;
    requires io.github.kolink.kernel.jnr;
    requires io.github.kolink.loadcheck;
    requires java.xml;
    requires tools.jackson.core;

    // Decoders: without one of these its codec alone is missing.
    requires static com.github.luben.zstd_jni;
    requires static org.lz4.java;
    requires static org.tukaani.xz;

    // picocli sets the fields of commands.
    opens io.github.kolink.cli to
            info.picocli;
    opens io.github.kolink.cli.autoload to
            info.picocli;
    opens io.github.kolink.cli.autoloadd to
            info.picocli;
    opens io.github.kolink.cli.backend to
            info.picocli;
    opens io.github.kolink.cli.capture to
            info.picocli;
    opens io.github.kolink.cli.check to
            info.picocli;
    opens io.github.kolink.cli.compare to
            info.picocli;
    opens io.github.kolink.cli.depmod to
            info.picocli;
    opens io.github.kolink.cli.explain to
            info.picocli;
    opens io.github.kolink.cli.insmod to
            info.picocli;
    opens io.github.kolink.cli.link to
            info.picocli;
    opens io.github.kolink.cli.lsmod to
            info.picocli;
    opens io.github.kolink.cli.merge to
            info.picocli;
    opens io.github.kolink.cli.modinfo to
            info.picocli;
    opens io.github.kolink.cli.modprobe to
            info.picocli;
    opens io.github.kolink.cli.outcome to
            info.picocli;
    opens io.github.kolink.cli.rmmod to
            info.picocli;
    opens io.github.kolink.cli.snapshot to
            info.picocli;
    opens io.github.kolink.cli.state to
            info.picocli;
    opens io.github.kolink.cli.stub to
            info.picocli;
    opens io.github.kolink.cli.sum to
            info.picocli;
    opens io.github.kolink.cli.target to
            info.picocli;

    uses io.github.kolink.relocate.Architecture;

    provides io.github.kolink.codec.Codec with
            io.github.kolink.cli.codec.XzCodec,
            io.github.kolink.cli.codec.ZstdCodec,
            io.github.kolink.cli.codec.Lz4Codec;
}
