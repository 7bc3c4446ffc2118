// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * gzip (RFC 1952): one member, header fields skipped, CRC and length checked. {@code GZIPInputStream} is not used
 * because it tries to read a second member from whatever follows the first.
 */
final class GzipCodec implements Codec {
    private static final int DEFLATED = 8;
    private static final int FIXED_HEADER = 10;
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int STEP = 1 << 15;

    @Override
    public String name() {
        return "gzip";
    }

    @Override
    public boolean recognises(ByteBuffer start) {
        int at = start.position();
        return start.remaining() >= FIXED_HEADER
                && start.get(at) == 0x1f
                && start.get(at + 1) == (byte) 0x8b
                && start.get(at + 2) == DEFLATED;
    }

    @Override
    public ByteBuffer decode(ByteBuffer input, long limit) throws CodecException {
        ByteBuffer in = input.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        skipHeader(in);
        BoundedBytes out = new BoundedBytes(name(), limit);
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(in);
            while (!inflater.finished()) {
                int count = out.isFull() ? expectNothing(inflater, limit) : inflateSome(inflater, out);
                if (count == 0 && !inflater.finished() && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new CodecException("gzip: the stream ends early after " + out.length()
                            + " decoded bytes; fetch the file again");
                }
            }
        } catch (DataFormatException e) {
            throw new CodecException("gzip: damaged data after " + out.length() + " decoded bytes", e);
        } finally {
            inflater.end();
        }
        checkTrailer(in, out.toBuffer());
        return out.toBuffer();
    }

    private static int inflateSome(Inflater inflater, BoundedBytes out) throws CodecException, DataFormatException {
        byte[] bytes = out.room(1);
        int count = inflater.inflate(bytes, out.length(), Math.min(bytes.length - out.length(), STEP));
        out.written(count);
        return count;
    }

    /** At the limit the stream may still be complete, so ask before refusing. */
    private static int expectNothing(Inflater inflater, long limit) throws CodecException, DataFormatException {
        if (inflater.inflate(new byte[1]) > 0) {
            throw CodecException.overLimit("gzip", limit);
        }
        return 0;
    }

    private static void skipHeader(ByteBuffer in) throws CodecException {
        int start = in.position();
        if (in.remaining() < FIXED_HEADER) {
            throw new CodecException("gzip: the header is cut off");
        }
        int flags = in.get(start + 3);
        in.position(start + FIXED_HEADER);
        if ((flags & FLAG_EXTRA) != 0) {
            int extra = in.remaining() < 2 ? Integer.MAX_VALUE : in.getShort() & 0xffff;
            skip(in, extra);
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText(in);
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText(in);
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            skip(in, 2);
        }
    }

    private static void skip(ByteBuffer in, int count) throws CodecException {
        if (count > in.remaining()) {
            throw new CodecException("gzip: the header is cut off");
        }
        in.position(in.position() + count);
    }

    private static void skipText(ByteBuffer in) throws CodecException {
        do {
            if (!in.hasRemaining()) {
                throw new CodecException("gzip: the header is cut off");
            }
        } while (in.get() != 0);
    }

    /** The trailer: CRC-32 and length modulo 2^32 of the decoded bytes (RFC 1952, 2.3.1). */
    private static void checkTrailer(ByteBuffer in, ByteBuffer decoded) throws CodecException {
        if (in.remaining() < 8) {
            throw new CodecException("gzip: the trailer is cut off; fetch the file again");
        }
        int crc = in.getInt();
        int length = in.getInt();
        CRC32 sum = new CRC32();
        sum.update(decoded.duplicate());
        if ((int) sum.getValue() != crc || decoded.remaining() != length) {
            throw new CodecException("gzip: checksum or length of the decoded bytes is wrong; fetch the file again");
        }
    }
}
