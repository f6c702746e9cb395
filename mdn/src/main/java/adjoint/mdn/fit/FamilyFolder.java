package adjoint.mdn.fit;

import adjoint.expr.Shared;
import adjoint.mdn.head.Families;
import adjoint.mdn.head.Family;
import adjoint.mdn.head.FamilyNetwork;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.tensor.DType;
import adjoint.tensor.FormatException;
import adjoint.tensor.Npz;
import adjoint.tensor.Tensor;
import adjoint.tensor.WholeFile;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An ensemble of networks of one family on disk: {@code family.json} says what it is, {@code family.npz} holds its variables. */
public final class FamilyFolder {
    private static final String JSON = "family.json";
    private static final String ARRAYS = "family.npz";
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .serializeSpecialFloatingPointValues()
            .create();

    private record Description(
            String kind,
            double[] numbers,
            List<Integer> hidden,
            Activation activation,
            int members,
            FamilyFit.Scale scale,
            Map<String, Double> heldOutNll) {}

    private FamilyFolder() {}

    /** Writes a fit to a folder that exists. */
    public static void write(Path folder, FamilyFit.Fit fit) throws IOException {
        Architecture shape = fit.networks().get(0).architecture();
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        variables(fit.networks()).forEach((name, variable) -> arrays.put(name, variable.get()));
        WholeFile.write(folder.resolve(ARRAYS), Npz.encode(arrays));
        Description description = new Description(
                fit.family().kind(),
                fit.family().numbers(),
                shape.hidden(),
                shape.activation(),
                fit.networks().size(),
                fit.scale(),
                fit.heldOutNll());
        WholeFile.write(folder.resolve(JSON), GSON.toJson(description) + "\n");
    }

    /**
     * Reads a fit back, bit for bit.
     *
     * @throws FormatException if a file is damaged or does not fit the other
     */
    public static FamilyFit.Fit read(Path folder) throws IOException {
        Path json = folder.resolve(JSON);
        try {
            Description made = GSON.fromJson(Files.readString(json), Description.class);
            Family family = Families.of(made.kind(), made.numbers());
            Architecture shape =
                    new Architecture(made.scale().means().length, made.hidden(), 1, made.activation(), DType.FLOAT64);
            List<FamilyNetwork> networks = new ArrayList<>();
            for (int i = 0; i < made.members(); i++) {
                networks.add(new FamilyNetwork(shape, family, 0));
            }
            Path file = folder.resolve(ARRAYS);
            Map<String, Tensor> arrays = Npz.decode(file.toString(), Files.readAllBytes(file));
            variables(networks).forEach((name, variable) -> {
                if (!arrays.containsKey(name)) {
                    throw new FormatException(file + ": lacks '" + name + "'; copy both files again");
                }
                variable.set(arrays.get(name));
            });
            return new FamilyFit.Fit(family, made.heldOutNll(), List.copyOf(networks), made.scale());
        } catch (JsonParseException | NullPointerException | IllegalArgumentException e) {
            throw new FormatException(json + ": is not as it was written; copy it again (" + e.getMessage() + ")", e);
        }
    }

    private static Map<String, Shared> variables(List<FamilyNetwork> networks) {
        Map<String, Shared> named = new LinkedHashMap<>();
        for (int i = 0; i < networks.size(); i++) {
            String prefix = "member" + i + ".";
            networks.get(i).variables().forEach(variable -> named.put(prefix + variable.name(), variable));
        }
        return named;
    }
}
