package adjoint.examples.speech;

import adjoint.examples.io.AtomicFiles;
import adjoint.examples.io.DataException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** RIFF WAV files with one channel of 16-bit linear samples. */
public final class Wav {
    private Wav() {}

    /**
     * Writes a sound file, completely or not at all.
     *
     * @param samples on the 16-bit scale; rounded, and clipped to -32768 .. 32767
     * @param sampleRate samples per second
     * @throws IllegalArgumentException if a sample is not a number
     * @throws DataException if the place cannot be written
     */
    public static void write(Path path, double[] samples, int sampleRate) {
        AtomicFiles.write(path, encode(samples, sampleRate));
    }

    /** The bytes of a WAV file, as {@link #write} writes them. */
    public static byte[] encode(double[] samples, int sampleRate) {
        ByteBuffer data = ByteBuffer.allocate(samples.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < samples.length; i++) {
            if (Double.isNaN(samples[i])) {
                throw new IllegalArgumentException(
                        "sample " + i + " of " + samples.length + " is NaN; a sound needs numbers");
            }
            long clipped = Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(samples[i])));
            data.putShort((short) clipped);
        }
        AudioFormat format = new AudioFormat(sampleRate, Short.SIZE, 1, true, false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AudioInputStream in =
                new AudioInputStream(new ByteArrayInputStream(data.array()), format, samples.length)) {
            AudioSystem.write(in, AudioFileFormat.Type.WAVE, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return out.toByteArray();
    }

    static AudioFile open(Path path) {
        try (AudioInputStream in = stream(path)) {
            AudioFormat format = in.getFormat();
            long bytes = checkedBytes(path, in);
            if (in.available() < bytes) {
                throw AudioFile.truncated(path, bytes, in.available());
            }
            return new Riff(path, Math.round(format.getSampleRate()), (int) (bytes / Short.BYTES));
        } catch (IOException | UnsupportedAudioFileException e) {
            throw unreadable(path, e);
        }
    }

    private static AudioInputStream stream(Path path) throws IOException, UnsupportedAudioFileException {
        return AudioSystem.getAudioInputStream(new BufferedInputStream(Files.newInputStream(path)));
    }

    private static long checkedBytes(Path path, AudioInputStream in) {
        AudioFormat format = in.getFormat();
        if (!format.getEncoding().equals(AudioFormat.Encoding.PCM_SIGNED)
                || format.getSampleSizeInBits() != Short.SIZE
                || format.getChannels() != 1
                || format.isBigEndian()) {
            throw new DataException(path + ": holds " + format + ", but 16-bit PCM with one channel is needed;"
                    + " convert it (sox FILE -b 16 -c 1 out.wav)");
        }
        long length = in.getFrameLength();
        if (length <= 0 || length > Integer.MAX_VALUE / Short.BYTES) {
            throw new DataException(
                    path + ": its header promises " + length + " samples; copy or convert the file again");
        }
        return length * Short.BYTES;
    }

    private static DataException unreadable(Path path, Exception e) {
        return new DataException(path + ": is not a readable RIFF WAV file (" + e + "); copy or convert it again", e);
    }

    private record Riff(Path path, int sampleRate, int length) implements AudioFile {
        @Override
        public short[] read() {
            int bytes = length * Short.BYTES;
            try (AudioInputStream in = stream(path)) {
                byte[] data = in.readNBytes(bytes);
                if (data.length < bytes) {
                    throw AudioFile.truncated(path, bytes, data.length);
                }
                return AudioFile.samples(data, ByteOrder.LITTLE_ENDIAN);
            } catch (IOException | UnsupportedAudioFileException e) {
                throw unreadable(path, e);
            }
        }
    }
}
