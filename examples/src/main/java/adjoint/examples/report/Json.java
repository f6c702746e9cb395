package adjoint.examples.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;

/** Results as JSON (RFC 8259): records, maps and lists become objects and arrays. */
public final class Json {
    private static final JsonSerializer<Double> FINITE_OR_NULL =
            (value, type, context) -> Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;

    private static final Gson LINE = new GsonBuilder()
            .registerTypeAdapter(Double.class, FINITE_OR_NULL)
            .registerTypeAdapter(double.class, FINITE_OR_NULL)
            .serializeNulls()
            .disableHtmlEscaping()
            .create();

    private static final Gson INDENTED = LINE.newBuilder().setPrettyPrinting().create();

    private Json() {}

    /** The text of a value, indented; a number that JSON cannot hold (NaN, infinity) becomes null. */
    public static String write(Object value) {
        return INDENTED.toJson(value) + "\n";
    }

    /** The text of a value in a single line. */
    public static String line(Object value) {
        return LINE.toJson(value) + "\n";
    }
}
