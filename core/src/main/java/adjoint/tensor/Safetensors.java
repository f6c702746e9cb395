package adjoint.tensor;

import com.google.gson.Gson;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The safetensors format for several named arrays (github.com/huggingface/safetensors, README, "Format"): the length of the
 * header in 8 bytes, the header in JSON, the elements; all little-endian and in row-major order. F16 and BF16 become float32,
 * integers int32 where they fit. Metadata is skipped. Equal maps in equal order give equal bytes.
 */
public final class Safetensors {
    private static final int PREFIX = 8;
    private static final int LARGEST_HEADER = 100_000_000;
    private static final int NESTING = 4;
    private static final String METADATA = "__metadata__";
    private static final Gson GSON = new Gson();

    private record Entry(String name, String kind, int[] shape, long begin, long end) {}

    private Safetensors() {}

    /**
     * The bytes of a .safetensors file, with the arrays in the map's order.
     *
     * @throws FormatException if an array has the name that the format keeps for metadata
     */
    public static byte[] encode(Map<String, Tensor> arrays) {
        Map<String, Object> header = new LinkedHashMap<>();
        int end = 0;
        for (Map.Entry<String, Tensor> array : arrays.entrySet()) {
            if (array.getKey().equals(METADATA)) {
                throw new FormatException("an array is called " + METADATA + ", which safetensors keeps; rename it");
            }
            Tensor tensor = array.getValue();
            int begin = end;
            end = Math.addExact(
                    begin, Math.multiplyExact(tensor.size(), tensor.dtype().bytes()));
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("dtype", StoredType.of(tensor.dtype()).name());
            fields.put("shape", tensor.shape());
            fields.put("data_offsets", new int[] {begin, end});
            header.put(array.getKey(), fields);
        }
        byte[] json = GSON.toJson(header).getBytes(StandardCharsets.UTF_8);
        int length = Math.addExact(json.length, Math.floorMod(-json.length, PREFIX));
        ByteBuffer out =
                ByteBuffer.allocate(Math.addExact(PREFIX + length, end)).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(length).put(json);
        while (out.position() < PREFIX + length) {
            out.put((byte) ' ');
        }
        arrays.values().forEach(tensor -> StoredType.write(tensor, out));
        return out.array();
    }

    /**
     * All arrays of a {@code .safetensors} file by name, in the order of its header.
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
     * The arrays in the bytes of a .safetensors file, in the order of its header.
     *
     * @param what names the source in messages
     * @throws FormatException where the bytes are not such a file, or hold an element that no type here can
     */
    public static Map<String, Tensor> decode(String what, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long length = bytes.length < PREFIX ? -1 : in.getLong();
        if (length < 2 || length > Math.min(LARGEST_HEADER, in.remaining())) {
            throw new FormatException(what + ": is not a safetensors file, or is cut off; copy or save it again");
        }
        List<Entry> entries = header(what, ByteBuffer.wrap(bytes, PREFIX, (int) length));
        ByteBuffer data = in.position(PREFIX + (int) length).slice().order(ByteOrder.LITTLE_ENDIAN);
        checkOffsets(what, entries, data.capacity());
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        for (Entry entry : entries) {
            arrays.put(
                    entry.name(),
                    type(what, entry)
                            .read(
                                    what + ": " + entry.name(),
                                    entry.shape(),
                                    data.position((int) entry.begin()),
                                    "; convert the array to F64"));
        }
        return arrays;
    }

    private static List<Entry> header(String what, ByteBuffer bytes) {
        List<Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            JsonReader json = new JsonReader(new StringReader(text));
            json.setStrictness(Strictness.STRICT);
            json.setNestingLimit(NESTING);
            json.beginObject();
            while (json.hasNext()) {
                String name = json.nextName();
                if (!names.add(name)) {
                    throw new FormatException(what + ": holds two arrays called '" + name + "'; rename one");
                }
                if (name.equals(METADATA)) {
                    json.skipValue();
                } else {
                    entries.add(entry(what + ": " + name, name, json));
                }
            }
            json.endObject();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new FormatException(what + ": has text behind its header; save it again");
            }
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw new FormatException(what + ": has a header that is not understood; copy or save it again", e);
        }
        return entries;
    }

    private static Entry entry(String what, String name, JsonReader json) throws IOException {
        String kind = null;
        long[] shape = null;
        long[] offsets = null;
        Set<String> seen = new HashSet<>();
        json.beginObject();
        while (json.hasNext()) {
            String field = json.nextName();
            boolean known = seen.add(field);
            switch (known ? field : "") {
                case "dtype" -> kind = json.nextString();
                case "shape" -> shape = numbers(json);
                case "data_offsets" -> offsets = numbers(json);
                default -> throw new FormatException(what + ": has a field '" + field + "' too many; save it again");
            }
        }
        json.endObject();
        if (kind == null || shape == null || offsets == null || offsets.length != 2) {
            throw new FormatException(what + ": needs dtype, shape and two data_offsets; save it again");
        }
        try {
            int[] sizes = Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
            Tensor.sizeOf(sizes);
            return new Entry(name, kind, sizes, offsets[0], offsets[1]);
        } catch (ArithmeticException | ShapeException e) {
            throw new FormatException(
                    what + ": has shape " + Arrays.toString(shape) + ", larger than a Java array; split it", e);
        }
    }

    private static long[] numbers(JsonReader json) throws IOException {
        List<Long> numbers = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            if (json.peek() != JsonToken.NUMBER) {
                throw new NumberFormatException("no number");
            }
            numbers.add(Long.parseLong(json.nextString()));
        }
        json.endArray();
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    /** Arrays must follow each other without gap or overlap, from the first byte to the last. */
    private static void checkOffsets(String what, List<Entry> entries, int available) {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long end = 0;
        for (Entry entry : sorted) {
            long needed =
                    (long) Tensor.sizeOf(entry.shape()) * type(what, entry).bytes();
            if (entry.begin() != end || entry.end() > available || entry.end() - end != needed) {
                throw new FormatException(what + ": " + entry.name() + ": needs " + needed + " bytes from " + end
                        + " on, but has offsets " + entry.begin() + " to " + entry.end() + " of " + available
                        + "; copy or save it again");
            }
            end = entry.end();
        }
        if (end != available) {
            throw new FormatException(
                    what + ": has " + (available - end) + " bytes behind its arrays; copy or save it again");
        }
    }

    private static StoredType type(String what, Entry entry) {
        return Arrays.stream(StoredType.values())
                .filter(type -> type.name().equals(entry.kind()))
                .findFirst()
                .orElseThrow(() -> new FormatException(what + ": " + entry.name() + ": has element type " + entry.kind()
                        + ", which no type here can hold; convert it to F32 or I32"));
    }
}
