package adjoint.examples.speech;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sound and label files made byte by byte, independently of the readers under test. */
final class SoundFiles {
    static final int RATE = 16_000;

    private SoundFiles() {}

    /** Samples that meet both ends of the range and are not symmetric in their bytes. */
    static short[] ramp(int length) {
        short[] samples = new short[length];
        for (int i = 0; i < length; i++) {
            samples[i] = (short) (Short.MIN_VALUE + (long) i * 65_535 / Math.max(1, length - 1));
        }
        return samples;
    }

    static byte[] sphere(short[] samples, ByteOrder order) {
        return sphere(sphereHeader(samples.length, order == ByteOrder.LITTLE_ENDIAN ? "01" : "10"), samples, order);
    }

    static String sphereHeader(int length, String byteFormat) {
        return "NIST_1A\n   1024\nutterance_id -s8 abc0_sa1\nchannel_count -i 1\nsample_count -i " + length
                + "\nsample_rate -i " + RATE + "\nsample_n_bytes -i 2\nsample_byte_format -s2 " + byteFormat
                + "\nsample_sig_bits -i 16\nend_head\n";
    }

    static byte[] sphere(String header, short[] samples, ByteOrder order) {
        ByteBuffer bytes = ByteBuffer.allocate(1024 + 2 * samples.length).order(order);
        bytes.put(header.getBytes(StandardCharsets.US_ASCII));
        bytes.position(1024);
        bytes.asShortBuffer().put(samples);
        return bytes.array();
    }

    static byte[] riff(short[] samples) {
        return riff(samples, 1, 1, RATE, 16);
    }

    /** @param format 1 for linear samples, 3 for floating point, 7 for mu-law */
    static byte[] riff(short[] samples, int format, int channels, int rate, int bits) {
        int size = 2 * samples.length;
        int frame = channels * bits / 8;
        ByteBuffer bytes = ByteBuffer.allocate(44 + size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + size);
        bytes.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        bytes.putShort((short) format).putShort((short) channels).putInt(rate);
        bytes.putInt(rate * frame).putShort((short) frame).putShort((short) bits);
        bytes.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(size);
        bytes.asShortBuffer().put(samples);
        return bytes.array();
    }

    static Path write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path write(Path file, String text) {
        return write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
