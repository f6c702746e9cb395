package adjoint.mdn.model;

import adjoint.expr.Shared;
import adjoint.inspect.WholeFile;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.train.Digest;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A trained model on disk: {@code model.json} says what it is, {@code parameters.npz} holds its variables under their names.
 * The JSON holds the digest of the parameters, so that files of two models cannot be mixed up; NumPy may load and save them
 * in between. Its fields are
 *
 * <ul>
 *   <li>{@code format}: 1;
 *   <li>{@code kind}: "mixture density network" or "gaussian perceptron";
 *   <li>{@code members}: number of networks in an ensemble, or 0 for a single network; the names of an ensemble's variables
 *       begin with member0., member1., ...;
 *   <li>{@code weights}: those of an ensemble's members in the mixture; without this field they are equal;
 *   <li>{@code exceptions}: architecture and head of those members, by number, in which they are not the ones below;
 *   <li>{@code standardised}: whether means and deviations of inputs and targets are among the variables;
 *   <li>{@code skip}, only with a {@link SkipConnection}: how many of the inputs are samples of a signal; its linear part is
 *       among the variables;
 *   <li>{@code calibrated}, only for a {@link Calibrated} model: true; the factor is among the variables;
 *   <li>{@code architecture}: inputs, hidden, targets, activation, dtype;
 *   <li>{@code head}, for a mixture density network: components, covariance, floor (a number, or a list of one for each
 *       target), variance, shared;
 *   <li>{@code parameters}: the SHA-256 digest of the arrays in parameters.npz, in the order of the variables: of each its
 *       name in UTF-8 and its bytes as a {@code .npy} file, version 1.0. Without this field any parameters that fit are taken;
 *       remove it to load weights that were changed elsewhere;
 *   <li>{@code notes}: whatever the writer adds, such as settings, seed and provenance; not looked at on reading.
 * </ul>
 */
public final class ModelFolder {
    private static final int FORMAT = 1;
    private static final String MDN = "mixture density network";
    private static final String MLP = "gaussian perceptron";
    private static final String SKIP = "skip";
    private static final String CALIBRATED = "calibrated";
    private static final String JSON = "model.json";
    private static final String PARAMETERS = "parameters.npz";
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private ModelFolder() {}

    /**
     * Writes a model, making the folder where it is missing. Each file is written whole or not at all.
     *
     * @param model a network, a {@link Standardised}, {@link SkipConnection} or {@link Calibrated} one, the last around any of the
     *     others, or an {@link Ensemble} of one kind of them
     * @param notes for the reader of the JSON: strings, numbers, lists and maps
     */
    public static void write(Path folder, DensityModel model, Map<String, ?> notes) throws IOException {
        Map<String, Tensor> values = values(model);
        Map<String, Object> json = describe(model);
        json.put("parameters", Digest.of(values));
        json.put("notes", notes);
        Files.createDirectories(folder);
        WholeFile.write(folder.resolve(PARAMETERS), Npz.encode(values));
        WholeFile.write(folder.resolve(JSON), GSON.toJson(json) + "\n");
    }

    private static Map<String, Tensor> values(DensityModel model) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        variables(model).forEach((name, variable) -> values.put(name, variable.get()));
        return values;
    }

    /** The variables under the names that the file has for them: those of an ensemble's members are told apart. */
    private static Map<String, Shared> variables(DensityModel model) {
        Map<String, Shared> named = new LinkedHashMap<>();
        List<DensityModel> members = members(model);
        for (int i = 0; i < members.size(); i++) {
            String prefix = model instanceof Ensemble ? "member" + i + "." : "";
            members.get(i).variables().forEach(variable -> named.put(prefix + variable.name(), variable));
        }
        return named;
    }

    private static List<DensityModel> members(DensityModel model) {
        return model instanceof Ensemble ensemble ? ensemble.members() : List.of(model);
    }

    private static Map<String, Object> describe(DensityModel model) {
        List<DensityModel> members = members(model);
        DensityModel member = members.get(0);
        DensityModel trained = trained(member);
        DensityModel network = network(member);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("kind", network instanceof MixtureDensityNetwork ? MDN : MLP);
        json.put("members", model instanceof Ensemble ? members.size() : 0);
        if (model instanceof Ensemble ensemble) {
            json.put("weights", ensemble.weights());
        }
        json.put("standardised", trained instanceof Standardised);
        if (trained instanceof SkipConnection skip) {
            json.put(SKIP, skip.signal());
        }
        if (member instanceof Calibrated) {
            json.put(CALIBRATED, true);
        }
        json.putAll(shape(member));
        Map<String, Object> exceptions = new LinkedHashMap<>();
        for (int i = 0; i < members.size(); i++) {
            if (!shape(members.get(i)).equals(shape(member))) {
                exceptions.put(Integer.toString(i), shape(members.get(i)));
            }
        }
        if (!exceptions.isEmpty()) {
            json.put("exceptions", exceptions);
        }
        return json;
    }

    /** A model without its calibration. */
    private static DensityModel trained(DensityModel member) {
        return member instanceof Calibrated calibrated ? calibrated.inner() : member;
    }

    /** The network within a model. */
    private static DensityModel network(DensityModel member) {
        DensityModel trained = trained(member);
        if (trained instanceof SkipConnection skip) {
            return skip.inner();
        }
        return trained instanceof Standardised standardised ? standardised.inner() : trained;
    }

    /** Architecture and, of a mixture density network, head. */
    private static Map<String, Object> shape(DensityModel member) {
        DensityModel network = network(member);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architecture", describe(network.architecture()));
        if (network instanceof MixtureDensityNetwork mixture) {
            json.put("head", describe(mixture.head()));
        }
        return json;
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
        json.put("floor", head.floor().size() == 1 ? head.floor().get(0) : head.floor());
        json.put("variance", head.variance().toString());
        json.put("shared", head.shared());
        return json;
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
        assign(model, npz.toString(), Npz.decode(npz.toString(), Files.readAllBytes(npz)));
        if (fields.has("parameters") && !Digest.of(values(model)).equals(fields.text("parameters"))) {
            throw new FormatException(npz + ": does not hold the parameters that " + json
                    + " was written with; copy both again, or remove 'parameters' from the JSON to take these");
        }
        return model;
    }

    /** The notes of a model, as {@link #write} was given them; numbers are doubles. */
    public static Map<String, Object> notes(Path folder) throws IOException {
        Path json = folder.resolve(JSON);
        return JsonFields.parse(json.toString(), Files.readString(json)).map("notes");
    }

    private static DensityModel model(JsonFields fields) {
        int members = fields.integer("members");
        if (members == 0) {
            return member(fields, fields);
        }
        JsonFields exceptions = fields.has("exceptions") ? fields.child("exceptions") : JsonFields.none();
        List<DensityModel> all = IntStream.range(0, members)
                .mapToObj(Integer::toString)
                .map(i -> member(fields, exceptions.has(i) ? exceptions.child(i) : fields))
                .toList();
        try {
            return fields.has("weights") ? new Ensemble(all, fields.numbers("weights")) : new Ensemble(all);
        } catch (IllegalArgumentException e) {
            throw new FormatException(fields.source() + ": " + e.getMessage(), e);
        }
    }

    /** @param own holds architecture and head of this member */
    private static DensityModel member(JsonFields fields, JsonFields own) {
        DensityModel network = network(fields, own);
        DensityModel trained = fields.has(SKIP)
                ? new SkipConnection(network, fields.integer(SKIP))
                : fields.truth("standardised") ? new Standardised(network) : network;
        return fields.has(CALIBRATED) && fields.truth(CALIBRATED) ? new Calibrated(trained) : trained;
    }

    private static DensityModel network(JsonFields fields, JsonFields own) {
        JsonFields shape = own.child("architecture");
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
                case MDN -> new MixtureDensityNetwork(architecture, head(own.child("head")), 0);
                default ->
                    throw new FormatException(
                            fields.source() + ": kind is '" + kind + "', not '" + MDN + "' or '" + MLP + "'");
            };
        } catch (IllegalArgumentException e) {
            throw new FormatException(fields.source() + ": " + e.getMessage(), e);
        }
    }

    private static Head head(JsonFields head) {
        return new Head(
                head.integer("components"),
                head.choice("covariance", Covariance.class),
                head.numbers("floor"),
                head.choice("variance", Positive.class),
                head.truth("shared"));
    }

    private static void assign(DensityModel model, String source, Map<String, Tensor> values) {
        Map<String, Shared> variables = variables(model);
        if (!values.keySet().equals(variables.keySet())) {
            throw new FormatException(
                    source + ": holds " + values.keySet() + ", but the model has " + variables.keySet());
        }
        variables.forEach((name, variable) -> {
            try {
                variable.set(values.get(name));
            } catch (ShapeException e) {
                throw new FormatException(source + ": " + e.getMessage(), e);
            }
        });
    }
}
