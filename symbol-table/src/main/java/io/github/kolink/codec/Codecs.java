// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The codecs at hand: gzip and those on the class path or module path.
 *
 * @since 0.1
 */
public final class Codecs {
    /** Magic numbers of formats whose decoder is a dependency of its own. */
    private static final List<Absent> OPTIONAL = List.of(
            new Absent("xz", "org.tukaani:xz", 0xfd, '7', 'z', 'X', 'Z', 0),
            new Absent("zstd", "com.github.luben:zstd-jni", 0x28, 0xb5, 0x2f, 0xfd),
            new Absent("lz4 (legacy frame)", "at.yawk.lz4:lz4-java", 0x02, 0x21, 0x4c, 0x18));

    private static final GzipCodec GZIP = new GzipCodec();

    private Codecs() {}

    /**
     * Lists the codecs, gzip first, providers in the order the service loader gives.
     *
     * @return an unmodifiable list; a provider that fails to load is left out
     */
    public static List<Codec> list() {
        List<Codec> codecs = new ArrayList<>();
        codecs.add(GZIP);
        try {
            ServiceLoader.load(Codec.class, Codecs.class.getClassLoader()).stream()
                    .forEach(provider -> addIfUsable(provider, codecs));
        } catch (ServiceConfigurationError e) {
            return List.copyOf(codecs); // a broken registration; those before it are usable
        }
        return List.copyOf(codecs);
    }

    /** Optional means optional: a provider without its library is left out, and decompress names the library. */
    private static void addIfUsable(ServiceLoader.Provider<Codec> provider, List<Codec> codecs) {
        try {
            codecs.add(provider.get());
        } catch (ServiceConfigurationError | LinkageError e) {
            // decompress names the dependency if this format is met
        }
    }

    /**
     * Finds the codec whose magic number the bytes begin with.
     *
     * @param start bytes from the buffer's position to its limit
     * @return empty if none recognises them, also if the format is known but its codec is absent
     */
    public static Optional<Codec> recognise(ByteBuffer start) {
        if (GZIP.recognises(start)) {
            return Optional.of(GZIP);
        }
        if (absent(start).isEmpty()) {
            return Optional.empty(); // spares plain files the service look-up
        }
        return list().stream().filter(codec -> codec.recognises(start)).findFirst();
    }

    /**
     * Decodes the bytes if a codec recognises them and returns them as they are otherwise.
     *
     * @param input bytes from the buffer's position to its limit; not changed
     * @param fileName put before every message
     * @param limit the most bytes to produce; plain bytes are not limited
     * @return decoded bytes, or a duplicate of {@code input} if it is in no known compressed format
     * @throws CodecException if the data is damaged, longer than {@code limit}, or in a format whose codec is not on
     *     the class path
     */
    public static ByteBuffer decompress(ByteBuffer input, String fileName, long limit) throws CodecException {
        Optional<Codec> codec = recognise(input);
        if (codec.isPresent()) {
            return decode(codec.get(), input, fileName, limit);
        }
        Optional<Absent> absent = absent(input);
        if (absent.isPresent()) {
            throw absent.get().missing(fileName);
        }
        return input.duplicate();
    }

    private static ByteBuffer decode(Codec codec, ByteBuffer input, String fileName, long limit) throws CodecException {
        try {
            return codec.decode(input, limit);
        } catch (CodecException e) {
            throw new CodecException(fileName + ": " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw absent(input)
                    .map(format -> format.missing(fileName))
                    .orElseGet(() -> new CodecException(
                            fileName + ": the decoder for " + codec.name() + " cannot be loaded (" + e
                                    + "); check the class path",
                            e));
        } catch (IOException | RuntimeException e) {
            throw new CodecException(fileName + ": " + codec.name() + ": damaged or unreadable stream (" + e + ")", e);
        }
    }

    private static Optional<Absent> absent(ByteBuffer start) {
        for (Absent format : OPTIONAL) {
            if (format.begins(start)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    private static final class Absent {
        private final String name;
        private final String dependency;
        private final int[] magic;

        Absent(String name, String dependency, int... magic) {
            this.name = name;
            this.dependency = dependency;
            this.magic = magic;
        }

        CodecException missing(String fileName) {
            return new CodecException(fileName + ": is compressed with " + name
                    + " and no decoder for it is on the class path; add " + dependency
                    + " and kolink's cli, or decompress the file first");
        }

        boolean begins(ByteBuffer start) {
            if (start.remaining() < magic.length) {
                return false;
            }
            for (int i = 0; i < magic.length; i++) {
                if ((start.get(start.position() + i) & 0xff) != magic[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
