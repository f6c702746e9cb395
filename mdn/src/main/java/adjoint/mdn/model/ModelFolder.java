package adjoint.mdn.model;

import adjoint.expr.Shared;
import adjoint.inspect.WholeFile;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.tensor.DType;
import adjoint.tensor.FormatException;
import adjoint.tensor.Npz;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A trained model on disk: {@code model.json} says what it is, {@code parameters.npz} holds its variables under their names.
 * The JSON holds the digest of the parameters, so that files of two models cannot be mixed up. Its fields are
 *
 * <ul>
 *   <li>{@code format}: 1;
 *   <li>{@code kind}: "mixture density network" or "gaussian perceptron";
 *   <li>{@code architecture}: inputs, hidden, targets, activation, dtype;
 *   <li>{@code head}, for a mixture density network: components, covariance, floor;
 *   <li>{@code parameters}: the SHA-256 digest of parameters.npz;
 *   <li>{@code notes}: whatever the writer adds, such as settings, seed and provenance; not looked at on reading.
 * </ul>
 */
public final class ModelFolder {
    private static final int FORMAT = 1;
    private static final String MDN = "mixture density network";
    private static final String MLP = "gaussian perceptron";
    private static final String JSON = "model.json";
    private static final String PARAMETERS = "parameters.npz";
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private ModelFolder() {}

    /**
     * Writes a model, making the folder where it is missing. Each file is written whole or not at all.
     *
     * @param notes for the reader of the JSON: strings, numbers, lists and maps
     */
    public static void write(Path folder, DensityModel model, Map<String, ?> notes) throws IOException {
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (Shared variable : model.variables()) {
            values.put(variable.name(), variable.get());
        }
        byte[] parameters = Npz.encode(values);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("kind", model instanceof MixtureDensityNetwork ? MDN : MLP);
        json.put("architecture", describe(model.architecture()));
        if (model instanceof MixtureDensityNetwork network) {
            json.put("head", describe(network.head()));
        }
        json.put("parameters", digest(parameters));
        json.put("notes", notes);
        Files.createDirectories(folder);
        WholeFile.write(folder.resolve(PARAMETERS), parameters);
        WholeFile.write(folder.resolve(JSON), GSON.toJson(json) + "\n");
    }

    private static Map<String, Object> describe(Architecture architecture) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("inputs", architecture.inputs());
        json.put("hidden", architecture.hidden());
        json.put("targets", architecture.targets());
        json.put("activation", architecture.activation().toString());
        json.put("dtype", architecture.dtype().toString());
        return json;
    }

    private static Map<String, Object> describe(Head head) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("components", head.components());
        json.put("covariance", head.covariance().toString());
        json.put("floor", head.floor());
        return json;
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Reads a model back, bit for bit.
     *
     * @throws IOException if a file is missing or cannot be read
     * @throws FormatException if a file is damaged or does not fit the other; the message names file and field
     */
    public static DensityModel read(Path folder) throws IOException {
        Path json = folder.resolve(JSON);
        Path npz = folder.resolve(PARAMETERS);
        JsonFields fields = JsonFields.parse(json.toString(), Files.readString(json));
        if (fields.integer("format") != FORMAT) {
            throw new FormatException(json + ": has format " + fields.integer("format") + ", but only " + FORMAT
                    + " is known; write it again with this version");
        }
        DensityModel model = model(fields);
        byte[] parameters = Files.readAllBytes(npz);
        if (!digest(parameters).equals(fields.text("parameters"))) {
            throw new FormatException(npz + ": is not the file that " + json + " was written with; copy both again");
        }
        assign(model, npz.toString(), Npz.decode(npz.toString(), parameters));
        return model;
    }

    private static DensityModel model(JsonFields fields) {
        JsonFields shape = fields.child("architecture");
        String kind = fields.text("kind");
        try {
            Architecture architecture = new Architecture(
                    shape.integer("inputs"),
                    shape.integers("hidden"),
                    shape.integer("targets"),
                    shape.choice("activation", Activation.class),
                    shape.choice("dtype", DType.class));
            return switch (kind) {
                case MLP -> new GaussianMlp(architecture, 0);
                case MDN -> new MixtureDensityNetwork(architecture, head(fields.child("head")), 0);
                default ->
                    throw new FormatException(
                            fields.source() + ": kind is '" + kind + "', not '" + MDN + "' or '" + MLP + "'");
            };
        } catch (IllegalArgumentException e) {
            throw new FormatException(fields.source() + ": " + e.getMessage(), e);
        }
    }

    private static Head head(JsonFields head) {
        return new Head(head.integer("components"), head.choice("covariance", Covariance.class), head.number("floor"));
    }

    private static void assign(DensityModel model, String source, Map<String, Tensor> values) {
        for (Shared variable : model.variables()) {
            Tensor value = values.get(variable.name());
            if (value == null || values.size() != model.variables().size()) {
                throw new FormatException(source + ": holds " + values.keySet() + ", but the model has "
                        + model.variables().stream().map(Shared::name).toList());
            }
            try {
                variable.set(value);
            } catch (ShapeException e) {
                throw new FormatException(source + ": " + e.getMessage(), e);
            }
        }
    }
}
