package adjoint.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's format for several named arrays: an uncompressed ZIP of .npy files, as {@code numpy.savez} makes. Equal arrays give
 * equal bytes, since no times are recorded.
 */
public final class Npz {
    private static final String SUFFIX = ".npy";

    /** The earliest time that ZIP can hold; NumPy writes it too. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Npz() {}

    /** The bytes of a .npz file, with the arrays in the map's order. */
    public static byte[] encode(Map<String, Tensor> arrays) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, Tensor> array : arrays.entrySet()) {
                byte[] content = Npy.encode(array.getValue());
                zip.putNextEntry(entry(array.getKey() + SUFFIX, content));
                zip.write(content);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    private static ZipEntry entry(String name, byte[] content) {
        CRC32 check = new CRC32();
        check.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(check.getValue());
        entry.setTimeLocal(NO_TIME);
        return entry;
    }

    /**
     * All arrays of a {@code .npz} file by name, in the order of the file.
     *
     * @throws IOException if the file cannot be read
     * @throws FormatException if it holds something else, with the file's name
     */
    public static Map<String, Tensor> read(Path file) throws IOException {
        return decode(file.toString(), Files.readAllBytes(file));
    }

    /** Writes a file anew, whole or not at all. */
    public static void write(Path file, Map<String, Tensor> arrays) throws IOException {
        WholeFile.write(file, encode(arrays));
    }

    /**
     * The arrays in the bytes of a .npz file, compressed or not, in the file's order.
     *
     * @param what names the source in messages
     * @throws FormatException where the bytes are not such a file, or one of its arrays is damaged
     */
    public static Map<String, Tensor> decode(String what, byte[] bytes) {
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        Zip zip = Zip.of(what, bytes);
        List<Zip.Entry> entries = zip.begins() ? zip.entries() : List.of();
        for (Zip.Entry entry : entries) {
            String name = entry.name();
            if (!name.endsWith(SUFFIX)) {
                throw new FormatException(what + ": holds '" + name + "', which is no .npy array");
            }
            String key = name.substring(0, name.length() - SUFFIX.length());
            if (arrays.put(key, Npy.decode(what + ": " + key, zip.content(entry))) != null) {
                throw new FormatException(what + ": holds two arrays called '" + key + "'");
            }
        }
        if (arrays.isEmpty()) {
            throw new FormatException(
                    what + ": is not a NumPy archive (.npz), or an empty one; save it with numpy.savez");
        }
        return arrays;
    }
}
