package adjoint.mdn.model;

import adjoint.tensor.FormatException;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.reflect.TypeToken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A JSON object that is read with nothing taken on trust: a missing or mistyped field is named in the message.
 *
 * @param source names the file, and the object in it, in messages
 */
record JsonFields(String source, JsonObject object) {
    static JsonFields parse(String source, String text) {
        try {
            return new JsonFields(source, JsonParser.parseString(text).getAsJsonObject());
        } catch (JsonParseException | IllegalStateException e) {
            throw new FormatException(source + ": is not a JSON object (" + e.getMessage() + ")", e);
        }
    }

    /** An object without fields. */
    static JsonFields none() {
        return new JsonFields("", new JsonObject());
    }

    boolean has(String name) {
        return object.has(name);
    }

    /** Refuses fields of other names, such as misspelt ones. */
    void requireOnly(Set<String> names) {
        for (String name : object.keySet()) {
            if (!names.contains(name)) {
                throw new FormatException(source + ": field '" + name + "' is not known, only " + new TreeSet<>(names));
            }
        }
    }

    private JsonElement field(String name) {
        JsonElement field = object.get(name);
        if (field == null) {
            throw new FormatException(source + ": field '" + name + "' is missing");
        }
        return field;
    }

    private FormatException wrong(String name, String expected) {
        return new FormatException(source + ": field '" + name + "' is " + object.get(name) + ", not " + expected);
    }

    JsonFields child(String name) {
        if (!(field(name) instanceof JsonObject child)) {
            throw wrong(name, "an object");
        }
        return new JsonFields(source + ", '" + name + "'", child);
    }

    Map<String, Object> map(String name) {
        return new Gson().fromJson(child(name).object, new TypeToken<Map<String, Object>>() {}.getType());
    }

    boolean truth(String name) {
        JsonElement field = field(name);
        if (!field.isJsonPrimitive() || !field.getAsJsonPrimitive().isBoolean()) {
            throw wrong(name, "true or false");
        }
        return field.getAsBoolean();
    }

    String text(String name) {
        JsonElement field = field(name);
        if (!field.isJsonPrimitive() || !field.getAsJsonPrimitive().isString()) {
            throw wrong(name, "a string");
        }
        return field.getAsString();
    }

    /** A list of numbers; a single number is a list of one. */
    List<Double> numbers(String name) {
        List<Double> numbers = new ArrayList<>();
        if (field(name) instanceof JsonArray array) {
            array.forEach(element -> numbers.add(number(name, element)));
        } else {
            numbers.add(number(name, field(name)));
        }
        return numbers;
    }

    private double number(String name, JsonElement field) {
        if (!field.isJsonPrimitive() || !field.getAsJsonPrimitive().isNumber()) {
            throw wrong(name, "a number");
        }
        return field.getAsDouble();
    }

    int integer(String name) {
        return integer(name, field(name));
    }

    private int integer(String name, JsonElement field) {
        double number = number(name, field);
        if (number != (int) number) {
            throw wrong(name, "an integer");
        }
        return (int) number;
    }

    List<Integer> integers(String name) {
        if (!(field(name) instanceof JsonArray array)) {
            throw wrong(name, "a list of integers");
        }
        List<Integer> integers = new ArrayList<>();
        array.forEach(element -> integers.add(integer(name, element)));
        return integers;
    }

    <E extends Enum<E>> E choice(String name, Class<E> kind) {
        String text = text(name);
        return Arrays.stream(kind.getEnumConstants())
                .filter(constant -> constant.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> wrong(name, "one of " + Arrays.toString(kind.getEnumConstants())));
    }
}
