package adjoint.examples.speech;

import adjoint.examples.io.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A sound file, 16-bit linear with one channel, whose header has been checked against its size. The samples are read
 * when asked for.
 */
interface AudioFile {
    /** Samples per second. */
    int sampleRate();

    /** Number of samples. */
    int length();

    /**
     * Reads all samples.
     *
     * @throws DataException if the file can no longer be read in full
     */
    short[] read();

    /**
     * Opens a NIST SPHERE or RIFF WAV file; the first bytes decide which, not the name.
     *
     * @throws DataException if it is neither, is truncated, or holds sound of another kind
     */
    static AudioFile open(Path path) {
        String magic;
        try (InputStream in = Files.newInputStream(path)) {
            magic = new String(in.readNBytes(Sphere.MAGIC.length()), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw DataException.unreadable(path, e);
        }
        if (magic.equals(Sphere.MAGIC)) {
            return Sphere.open(path);
        }
        if (magic.startsWith("RIFF")) {
            return Wav.open(path);
        }
        throw new DataException(path + ": is not sound: it begins neither with RIFF (WAV) nor with NIST_1A (SPHERE);"
                + " replace it or remove its labels");
    }

    /** A file whose header promises more sound than there is. */
    static DataException truncated(Path path, long promised, long present) {
        return new DataException(path + ": is truncated: its header promises " + promised + " bytes of sound, but "
                + present + " are there; copy it again");
    }

    /** The 16-bit numbers in {@code bytes}. */
    static short[] samples(byte[] bytes, ByteOrder order) {
        short[] samples = new short[bytes.length / Short.BYTES];
        ByteBuffer.wrap(bytes).order(order).asShortBuffer().get(samples);
        return samples;
    }
}
