package adjoint.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's format for one array (numpy.lib.format): magic, version, a header that is a Python dictionary, the elements.
 * Writes version 1.0, little-endian and in row-major order. Reads versions 1 to 3, either byte order and either element
 * order; 8-byte integers become int32 where they fit.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;
    private static final int FIELDS = 3;

    /** Characters of a header that messages show. */
    private static final int SHOWN = 200;

    /** A key of the header's dictionary with its value, a comma or the end behind it; possessive, so that time is linear. */
    private static final Pattern FIELD = Pattern.compile("\\G\\s*+'(?<key>descr|fortran_order|shape)'\\s*+:\\s*+"
            + "(?<value>'[^']*+'|True|False|\\([0-9,\\s]*+\\))\\s*+(?:,|(?=\\}))");

    private Npy() {}

    /** The bytes of a .npy file. */
    public static byte[] encode(Tensor tensor) {
        byte[] header = header(tensor);
        ByteBuffer out = ByteBuffer.allocate(Math.addExact(
                        header.length,
                        Math.multiplyExact(tensor.size(), tensor.dtype().bytes())))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put(header);
        StoredType.write(tensor, out);
        return out.array();
    }

    private static byte[] header(Tensor tensor) {
        String shape = Arrays.toString(tensor.shape()).replace('[', '(').replace(']', ')');
        String dictionary = "{'descr': '" + descr(tensor.dtype()) + "', 'fortran_order': False, 'shape': "
                + (tensor.rank() == 1 ? shape.replace(")", ",)") : shape) + ", }";
        int before = MAGIC.length + 4;
        int padded = (before + dictionary.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        int length = padded - before;
        ByteBuffer out = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
        out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
        String blanks = " ".repeat(length - 1 - dictionary.length());
        return out.put((dictionary + blanks + "\n").getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    private static String descr(DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> "<f8";
            case FLOAT32 -> "<f4";
            case INT32 -> "<i4";
            case BOOL -> "|b1";
        };
    }

    /**
     * The array in a {@code .npy} file.
     *
     * @throws IOException if the file cannot be read
     * @throws FormatException if it holds something else, with the file's name
     */
    public static Tensor read(Path file) throws IOException {
        return decode(file.toString(), Files.readAllBytes(file));
    }

    /** Writes a file anew, whole or not at all. */
    public static void write(Path file, Tensor tensor) throws IOException {
        WholeFile.write(file, encode(tensor));
    }

    /**
     * The array in the bytes of a .npy file.
     *
     * @param what names the source in messages
     * @throws FormatException where the bytes are not such a file, are too few or too many, or hold another element type
     */
    public static Tensor decode(String what, byte[] bytes) {
        if (bytes.length < MAGIC.length + 4 || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new FormatException(what + ": is not a NumPy array (.npy); save it with numpy.save");
        }
        int version = bytes[MAGIC.length];
        if (version < 1 || version > 3) {
            throw new FormatException(what + ": has .npy version " + version + ", but only 1 to 3 are known");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length + 2);
        if (in.remaining() < (version == 1 ? 2 : 4)) {
            throw truncated(what);
        }
        long length = version == 1 ? Short.toUnsignedInt(in.getShort()) : Integer.toUnsignedLong(in.getInt());
        if (length > in.remaining()) {
            throw truncated(what);
        }
        byte[] header = new byte[(int) length];
        in.get(header);
        Map<String, String> fields = fields(what, new String(header, StandardCharsets.UTF_8).strip());
        int[] shape = shape(what, within(fields.get("shape")));
        boolean columnMajor = fields.get("fortran_order").equals("True");
        Tensor stored = elements(what, within(fields.get("descr")), columnMajor ? reversed(shape) : shape, in);
        return columnMajor ? transposed(stored) : stored;
    }

    /** The three fields of the dictionary, in any order. */
    private static Map<String, String> fields(String what, String header) {
        Map<String, String> fields = new HashMap<>();
        Matcher field = FIELD.matcher(header);
        int end = 1;
        if (header.startsWith("{")) {
            field.region(1, header.length());
            while (field.find() && fields.put(field.group("key"), field.group("value")) == null) {
                end = field.end();
            }
        }
        boolean fits = fields.size() == FIELDS
                && header.substring(end).strip().equals("}")
                && fields.get("descr").startsWith("'")
                && fields.get("shape").startsWith("(")
                && fields.get("fortran_order").matches("True|False");
        if (!fits) {
            throw new FormatException(what + ": has a header that is not understood: "
                    + header.substring(0, Math.min(SHOWN, header.length())));
        }
        return fields;
    }

    /** What stands between quotes or brackets. */
    private static String within(String value) {
        return value.substring(1, value.length() - 1);
    }

    private static FormatException truncated(String what) {
        return new FormatException(what + ": ends within its header; copy or save it again");
    }

    private static int[] shape(String what, String text) {
        try {
            int[] shape = Arrays.stream(text.split(","))
                    .map(String::trim)
                    .filter(size -> !size.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
            Tensor.sizeOf(shape);
            return shape;
        } catch (NumberFormatException | ShapeException e) {
            throw new FormatException(what + ": has shape (" + text + "), larger than a Java array", e);
        }
    }

    private static Tensor elements(String what, String descr, int[] shape, ByteBuffer in) {
        in.order(descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        String kind = descr.isEmpty() ? "" : descr.substring(1);
        StoredType type =
                switch (kind) {
                    case "f8" -> StoredType.F64;
                    case "f4" -> StoredType.F32;
                    case "i4" -> StoredType.I32;
                    case "i8" -> StoredType.I64;
                    case "b1" -> StoredType.BOOL;
                    default ->
                        throw new FormatException(
                                what + ": has element type " + descr
                                        + ", but only float64, float32, int32, int64 and bool are supported; convert it with astype");
                };
        long expected = (long) Tensor.sizeOf(shape) * type.bytes();
        if (expected != in.remaining()) {
            throw new FormatException(what + ": shape " + Arrays.toString(shape) + " of " + descr + " needs " + expected
                    + " bytes, but there are " + in.remaining() + "; copy or save it again");
        }
        return type.read(what, shape, in, "");
    }

    private static int[] reversed(int[] shape) {
        int[] reversed = new int[shape.length];
        for (int axis = 0; axis < shape.length; axis++) {
            reversed[axis] = shape[shape.length - 1 - axis];
        }
        return reversed;
    }

    /** All axes in reverse order. */
    private static Tensor transposed(Tensor stored) {
        int[] from = stored.shape();
        int[] to = reversed(from);
        int[] strides = Tensor.strides(to);
        Tensor result = Tensor.zeros(stored.dtype(), to);
        int[] index = new int[from.length];
        for (int i = 0; i < stored.size(); i++) {
            int flat = 0;
            for (int axis = 0; axis < index.length; axis++) {
                flat += index[axis] * strides[index.length - 1 - axis];
            }
            result.set(flat, stored.get(i));
            for (int axis = index.length - 1; axis >= 0 && ++index[axis] == from[axis]; axis--) {
                index[axis] = 0;
            }
        }
        return result;
    }
}
