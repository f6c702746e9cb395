package adjoint.examples.speech;

import adjoint.examples.io.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A NIST SPHERE file, as on the TIMIT CD: a text header of fixed size whose second line gives that size, lines
 * {@code name -type value} up to {@code end_head}, then the samples.
 */
record Sphere(Path path, int headerSize, int sampleRate, int length, ByteOrder order) implements AudioFile {
    static final String MAGIC = "NIST_1A\n";

    /** Magic line and size line, eight bytes each. */
    private static final int PREAMBLE = 16;

    private static final int MAX_HEADER = 1 << 20;

    static Sphere open(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            String preamble = new String(in.readNBytes(PREAMBLE), StandardCharsets.ISO_8859_1);
            int headerSize = integer(path, "header size", preamble.substring(MAGIC.length()), PREAMBLE, MAX_HEADER);
            String header = new String(in.readNBytes(headerSize - PREAMBLE), StandardCharsets.ISO_8859_1);
            return check(path, headerSize, fields(path, header), Files.size(path));
        } catch (IOException e) {
            throw DataException.unreadable(path, e);
        }
    }

    private static Map<String, String> fields(Path path, String header) {
        Map<String, String> fields = new HashMap<>();
        for (String line : header.lines().toList()) {
            if (line.strip().equals("end_head")) {
                return fields;
            }
            String[] parts = line.strip().split("\\s+", 3);
            if (parts.length == 3) {
                fields.put(parts[0], parts[2]);
            }
        }
        throw new DataException(path + ": its SPHERE header has no end_head line; copy it again");
    }

    private static Sphere check(Path path, int headerSize, Map<String, String> fields, long size) {
        requireLinear(path, fields.getOrDefault("sample_coding", "pcm"));
        require(path, fields, "channel_count", "1");
        require(path, fields, "sample_n_bytes", "2");
        int rate = integer(path, "sample_rate", fields.get("sample_rate"), 1, Integer.MAX_VALUE);
        int length = integer(path, "sample_count", fields.get("sample_count"), 1, Integer.MAX_VALUE / Short.BYTES);
        String format = fields.getOrDefault("sample_byte_format", "missing");
        ByteOrder order =
                switch (format) {
                    case "01" -> ByteOrder.LITTLE_ENDIAN;
                    case "10" -> ByteOrder.BIG_ENDIAN;
                    default ->
                        throw new DataException(path + ": its SPHERE header has sample_byte_format " + format
                                + ", but 01 or 10 is needed; convert it to WAV (sox FILE out.wav)");
                };
        long bytes = (long) length * Short.BYTES;
        if (size - headerSize < bytes) {
            throw AudioFile.truncated(path, bytes, Math.max(0, size - headerSize));
        }
        return new Sphere(path, headerSize, rate, length, order);
    }

    /** Of other codings, SoX reads mu-law alone, and sph2pipe of the Linguistic Data Consortium A-law and shorten as well. */
    private static void requireLinear(Path path, String coding) {
        if (coding.equals("pcm")) {
            return;
        }
        String cure = coding.matches("(?i)ulaw|mu-law")
                ? "convert it to 16-bit WAV (sox FILE -e signed -b 16 out.wav)"
                : coding.matches("(?i)alaw|(pcm|[au]law),embedded-shorten-v.*")
                        ? "SoX cannot read that, but sph2pipe of the Linguistic Data Consortium can"
                                + " (sph2pipe -p -f wav FILE out.wav)"
                        : "decode it with the program that coded it";
        throw new DataException(
                path + ": its SPHERE header has sample_coding " + coding + ", but pcm is needed; " + cure);
    }

    private static void require(Path path, Map<String, String> fields, String name, String needed) {
        String value = fields.getOrDefault(name, "missing");
        if (!value.equals(needed)) {
            throw new DataException(path + ": its SPHERE header has " + name + " " + value + ", but " + needed
                    + " is needed; convert it to 16-bit WAV with one channel (sox FILE -b 16 -c 1 out.wav)");
        }
    }

    private static int integer(Path path, String name, String text, int least, int most) {
        try {
            int value = Integer.parseInt(text == null ? "" : text.strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new DataException(badNumber(path, name, text), e);
        }
        throw new DataException(badNumber(path, name, text));
    }

    private static String badNumber(Path path, String name, String text) {
        String found = text == null ? "missing" : "'" + text.strip() + "'";
        return path + ": the " + name + " in its SPHERE header is " + found + "; copy or convert the file again";
    }

    @Override
    public short[] read() {
        int bytes = length * Short.BYTES;
        try (InputStream in = Files.newInputStream(path)) {
            in.skipNBytes(headerSize);
            byte[] data = in.readNBytes(bytes);
            if (data.length < bytes) {
                throw AudioFile.truncated(path, bytes, data.length);
            }
            return AudioFile.samples(data, order);
        } catch (IOException e) {
            throw DataException.unreadable(path, e);
        }
    }
}
