package adjoint.mdn.model;

import adjoint.expr.Shared;
import adjoint.mdn.train.Digest;
import adjoint.mdn.train.FolderLock;
import adjoint.tensor.FormatException;
import adjoint.tensor.Npz;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.WholeFile;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
 *   <li>{@code notes}: whatever the writer adds, such as settings, seed and provenance, in the order of their names;
 *   <li>{@code digest}: the SHA-256 digest of all other fields but {@code parameters}, written as JSON without blanks. Without
 *       this field they are taken as they stand.
 * </ul>
 *
 * <p>A model is replaced as a whole: its parameters wait in a file of another name until the description that holds their
 * digest is in its place, and then become parameters.npz. A reader takes the waiting ones where the description asks for them,
 * so that a write that is killed at any moment leaves the old model or the new one.
 */
public final class ModelFolder {
    private static final String JSON = "model.json";
    private static final String PARAMETERS = "parameters.npz";
    private static final String WAITING = ".waiting.npz";

    /** Replacements of a folder that a reader sits out. */
    private static final int ATTEMPTS = 10;

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private ModelFolder() {}

    /**
     * Writes a model, making the folder where it is missing. The old model or the new one is in it at any moment.
     *
     * @param model a network, a {@link Standardised}, {@link SkipConnection} or {@link Calibrated} one, the last around any of the
     *     others, or an {@link Ensemble} of one kind of them
     * @param notes for the reader of the JSON: strings, numbers, lists and maps
     * @throws IllegalArgumentException if it is a model of another kind, which could not be read back
     * @throws IOException if the folder cannot be written, or another process is writing a model to it
     */
    public static void write(Path folder, DensityModel model, Map<String, ?> notes) throws IOException {
        ModelDescription.requireKnown(model);
        Map<String, Tensor> values = values(model);
        String digest = Digest.of(values);
        Map<String, Object> described = ModelDescription.of(model);
        described.put("parameters", digest);
        described.put("notes", new TreeMap<>(notes));
        JsonObject json = ModelDescription.signed(GSON.toJsonTree(described).getAsJsonObject());
        Files.createDirectories(folder);
        FolderLock.holding(folder, () -> {
            finish(folder);
            WholeFile.write(waiting(folder, digest), Npz.encode(values));
            WholeFile.write(folder.resolve(JSON), GSON.toJson(json) + "\n");
            finish(folder);
        });
    }

    /** Parameters that wait to become those of the folder until their description is in it. */
    private static Path waiting(Path folder, String digest) {
        return folder.resolve("." + digest + WAITING);
    }

    /** Ends a write that was stopped: parameters whose description came to be take their place, others go. */
    private static void finish(Path folder) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + WAITING)) {
            for (Path file : found) {
                Path json = folder.resolve(JSON);
                boolean described = Files.exists(json)
                        && Files.readString(json)
                                .contains(file.getFileName()
                                        .toString()
                                        .replace(WAITING, "")
                                        .substring(1));
                if (described) {
                    Files.move(file, folder.resolve(PARAMETERS), StandardCopyOption.REPLACE_EXISTING);
                } else {
                    Files.delete(file);
                }
            }
        }
    }

    private static Map<String, Tensor> values(DensityModel model) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        variables(model).forEach((name, variable) -> values.put(name, variable.get()));
        return values;
    }

    /** The variables under the names that the file has for them: those of an ensemble's members are told apart. */
    private static Map<String, Shared> variables(DensityModel model) {
        Map<String, Shared> named = new LinkedHashMap<>();
        List<DensityModel> members = ModelDescription.members(model);
        for (int i = 0; i < members.size(); i++) {
            String prefix = model instanceof Ensemble ? "member" + i + "." : "";
            members.get(i).variables().forEach(variable -> named.put(prefix + variable.name(), variable));
        }
        return named;
    }

    /**
     * Reads a model back, bit for bit.
     *
     * @throws IOException if a file is missing or cannot be read
     * @throws FormatException if a file is damaged or does not fit the other; the message names file and field
     */
    public static DensityModel read(Path folder) throws IOException {
        return open(folder).model();
    }

    /** The notes of a model, as {@link #write} was given them; numbers are doubles. */
    public static Map<String, Object> notes(Path folder) throws IOException {
        return fields(folder).map("notes");
    }

    /**
     * A model and its notes.
     *
     * @param model as it was written, bit for bit
     * @param notes as {@link #write} was given them; numbers are doubles
     */
    public record Saved(DensityModel model, Map<String, Object> notes) {}

    /** Reads a model and its notes; otherwise as {@link #read}. While another process replaces them, the old or the new. */
    public static Saved open(Path folder) throws IOException {
        for (int left = ATTEMPTS; ; left--) {
            JsonFields fields = fields(folder);
            try {
                return new Saved(read(folder, fields), fields.map("notes"));
            } catch (FormatException | NoSuchFileException e) {
                boolean replaced = !fields.object().equals(fields(folder).object());
                if (left == 0 || !replaced) {
                    throw e;
                }
            }
        }
    }

    private static JsonFields fields(Path folder) throws IOException {
        Path json = folder.resolve(JSON);
        return JsonFields.parse(json.toString(), Files.readString(json));
    }

    private static DensityModel read(Path folder, JsonFields fields) throws IOException {
        Path json = folder.resolve(JSON);
        Path npz = folder.resolve(PARAMETERS);
        ModelDescription.requireFormat(fields);
        Map<String, Tensor> values = Npz.decode(npz.toString(), parameters(folder, fields));
        if (fields.integer("members") > values.size()) {
            throw new FormatException(json + ": field 'members' is " + fields.integer("members") + ", but " + npz
                    + " holds " + values.size() + " arrays; copy both again");
        }
        ModelDescription.requireSize(
                fields, npz, values.values().stream().mapToDouble(Tensor::size).sum());
        DensityModel model = ModelDescription.model(fields);
        assign(model, npz.toString(), values);
        if (fields.has("parameters") && !Digest.of(values(model)).equals(fields.text("parameters"))) {
            throw new FormatException(npz + ": does not hold the parameters that " + json
                    + " was written with; copy both again, or remove 'parameters' from the JSON to take these");
        }
        ModelDescription.requireWhole(fields);
        return model;
    }

    /** The waiting ones of a write that was stopped just after its description, or those in their place. */
    private static byte[] parameters(Path folder, JsonFields fields) throws IOException {
        if (fields.has("parameters") && fields.text("parameters").matches("\\w+")) {
            try {
                return Files.readAllBytes(waiting(folder, fields.text("parameters")));
            } catch (NoSuchFileException e) {
                return Files.readAllBytes(folder.resolve(PARAMETERS));
            }
        }
        return Files.readAllBytes(folder.resolve(PARAMETERS));
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
