package adjoint.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The files in a ZIP archive, by the directory at its end (PKWARE, .ZIP File Format Specification 6.3, section 4.3). It says
 * how large each file is before it is unpacked, also where the archive was written to a stream, and is missing where the
 * archive was cut. Archives and files of more than 2 GB are refused.
 *
 * @param what names the source in messages
 */
record Zip(String what, ByteBuffer bytes) {
    private static final int END = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_SIZE = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_SIZE = 30;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int MOST_COMMENT = 0xffff;

    /** A file: how it is stored, where, and how large it is packed and unpacked. */
    record Entry(String name, int method, int crc, long packed, long size, long local) {}

    static Zip of(String what, byte[] bytes) {
        return new Zip(what, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Whether the bytes begin as an archive does, be it empty. */
    boolean begins() {
        return bytes.limit() >= Integer.BYTES && (bytes.getInt(0) == LOCAL || bytes.getInt(0) == END);
    }

    private FormatException damaged(String problem) {
        return new FormatException(what + ": is damaged (" + problem + "); copy or save it again");
    }

    List<Entry> entries() {
        int end = end();
        int count = Short.toUnsignedInt(bytes.getShort(end + 10));
        long at = Integer.toUnsignedLong(bytes.getInt(end + 16));
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = within(at, ENTRY_SIZE, "its directory");
            if (bytes.getInt(from) != ENTRY) {
                throw damaged("its directory does not hold the " + count + " files that it should");
            }
            int nameSize = Short.toUnsignedInt(bytes.getShort(from + 28));
            int name = within(at + ENTRY_SIZE, nameSize, "a name");
            entries.add(new Entry(
                    new String(bytes.array(), name, nameSize, StandardCharsets.UTF_8),
                    Short.toUnsignedInt(bytes.getShort(from + 10)),
                    bytes.getInt(from + 16),
                    Integer.toUnsignedLong(bytes.getInt(from + 20)),
                    Integer.toUnsignedLong(bytes.getInt(from + 24)),
                    Integer.toUnsignedLong(bytes.getInt(from + 42))));
            at += ENTRY_SIZE
                    + nameSize
                    + Short.toUnsignedInt(bytes.getShort(from + 30))
                    + Short.toUnsignedInt(bytes.getShort(from + 32));
        }
        return entries;
    }

    private int end() {
        int least = Math.max(0, bytes.limit() - END_SIZE - MOST_COMMENT);
        for (int at = bytes.limit() - END_SIZE; at >= least; at--) {
            if (bytes.getInt(at) == END) {
                return at;
            }
        }
        throw damaged("its end is missing");
    }

    /** A place in the bytes that has so many behind it. */
    private int within(long from, long size, String part) {
        if (from + size > bytes.limit()) {
            throw damaged(part + " lies beyond its end");
        }
        return (int) from;
    }

    /** The unpacked bytes of a file, which are those that were packed. */
    byte[] content(Entry entry) {
        long most = Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 2);
        if (entry.size > most) {
            throw new FormatException(what + ": '" + entry.name + "' takes " + entry.size + " bytes unpacked, but only "
                    + most + " can be; give Java more memory (-Xmx)");
        }
        int local = within(entry.local, LOCAL_SIZE, "a file");
        if (bytes.getInt(local) != LOCAL) {
            throw damaged("'" + entry.name + "' is not where the directory says");
        }
        long skipped = LOCAL_SIZE
                + Short.toUnsignedInt(bytes.getShort(local + 26))
                + Short.toUnsignedInt(bytes.getShort(local + 28));
        int from = within(entry.local + skipped, entry.packed, "'" + entry.name + "'");
        byte[] content = unpacked(entry, from);
        CRC32 check = new CRC32();
        check.update(content);
        if ((int) check.getValue() != entry.crc) {
            throw damaged("'" + entry.name + "' does not have its checksum");
        }
        return content;
    }

    private byte[] unpacked(Entry entry, int from) {
        if (entry.method == STORED && entry.packed == entry.size) {
            return Arrays.copyOfRange(bytes.array(), from, from + (int) entry.size);
        }
        if (entry.method != DEFLATED) {
            throw damaged(
                    "'" + entry.name + "' is packed by method " + entry.method + " to " + entry.packed + " bytes");
        }
        byte[] content = new byte[(int) entry.size];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes.array(), from, (int) entry.packed);
            int filled = 0;
            int more = 1;
            while (more > 0 && filled < content.length) {
                more = inflater.inflate(content, filled, content.length - filled);
                filled += more;
            }
            boolean ends = inflater.finished() || inflater.inflate(new byte[1]) == 0 && inflater.finished();
            if (filled < content.length || !ends) {
                throw damaged("'" + entry.name + "' does not unpack to " + entry.size + " bytes");
            }
            return content;
        } catch (DataFormatException e) {
            throw damaged("'" + entry.name + "': " + e.getMessage());
        } finally {
            inflater.end();
        }
    }
}
