package adjoint.examples.findings;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Runs that differ in nothing but their seed and in which models they trained. */
final class Group {
    static final String LINEAR = "linear";
    static final String MLP = "mlp";
    private static final String SPEAKER = "speaker";
    private static final String PHONE_AT = "phone-at";
    private static final String MDN = "mdn-";
    private static final String BUILT_IN = "built-in voice";

    private final List<JsonObject> runs;

    /** For each model, the result of each seed. */
    private final Map<String, Map<String, JsonObject>> results =
            new TreeMap<>(Comparator.comparingInt(Group::rank).thenComparing(Comparator.naturalOrder()));

    private Group(List<JsonObject> runs) {
        this.runs = runs;
        for (JsonObject run : runs) {
            for (JsonElement element : run.getAsJsonArray("results")) {
                JsonObject result = element.getAsJsonObject();
                results.computeIfAbsent(name(run, result.get("model")), model -> new TreeMap<>())
                        .put(seed(run), result);
            }
        }
    }

    /** Groups runs, in the order of their first ones. */
    static List<Group> of(List<JsonObject> runs) {
        Map<JsonObject, List<JsonObject>> groups = new LinkedHashMap<>();
        for (JsonObject run : runs) {
            JsonObject key = run.getAsJsonObject("settings").deepCopy();
            List.of("seed", "model", "components").forEach(key::remove);
            key.add("experiment", run.get("experiment"));
            groups.computeIfAbsent(key, settings -> new ArrayList<>()).add(run);
        }
        return groups.values().stream().map(Group::new).toList();
    }

    static String seed(JsonObject run) {
        return setting(run, "seed");
    }

    static String setting(JsonObject run, String name) {
        return run.getAsJsonObject("settings").get(name).getAsString();
    }

    /** The name of a model in a run, which leaves out the number of components where it trained only one mixture. */
    static String name(JsonObject run, JsonElement model) {
        return model.getAsString().equals("mdn")
                ? MDN
                        + run.getAsJsonObject("settings")
                                .getAsJsonArray("components")
                                .get(0)
                : model.getAsString();
    }

    /**
     * Linear first, then the perceptron, then mixtures by their number of components; last what was trained as held-out
     * sequences chose.
     */
    private static int rank(String model) {
        return switch (model) {
            case LINEAR -> -1;
            case MLP -> 0;
            default -> model.startsWith(MDN) ? components(model) : Integer.MAX_VALUE;
        };
    }

    static int components(String model) {
        return Integer.parseInt(model.substring(MDN.length()));
    }

    /** A few words that tell this group from the others. */
    String label() {
        return plain() ? task() : task() + ", " + setting(runs.get(0), "optimiser");
    }

    /** The label without the optimiser. */
    String task() {
        String data = first("experiment") + ", " + (builtIn() ? BUILT_IN : "recordings" + speaker());
        return readsPhoneAtOldest() ? data + ", phone at the oldest sample" : data;
    }

    /** The last part of the speaker's name, where there is one. */
    private String speaker() {
        JsonObject settings = runs.get(0).getAsJsonObject("settings");
        if (!settings.has(SPEAKER)) {
            return "";
        }
        String name = settings.get(SPEAKER).getAsString();
        return " of " + name.substring(name.lastIndexOf('/') + 1);
    }

    /** As the original of the report did, instead of at the target. */
    private boolean readsPhoneAtOldest() {
        JsonObject settings = runs.get(0).getAsJsonObject("settings");
        return settings.has(PHONE_AT) && settings.get(PHONE_AT).getAsString().equals("oldest");
    }

    int epochs() {
        return Integer.parseInt(setting(runs.get(0), "epochs"));
    }

    private boolean builtIn() {
        return setting(runs.get(0), "data").equals(BUILT_IN);
    }

    /** Whether plain gradient descent was used, as in the report that is repeated. */
    boolean plain() {
        return setting(runs.get(0), "optimiser").equals("sgd");
    }

    List<JsonObject> runs() {
        return runs;
    }

    private String first(String name) {
        return runs.get(0).get(name).getAsString();
    }

    List<String> models() {
        return List.copyOf(results.keySet());
    }

    List<String> mixtures() {
        return models().stream().filter(model -> model.startsWith(MDN)).toList();
    }

    /** The mixture with the most seeds; of several the one of three components, as in the report, or the first. */
    Optional<String> mixture() {
        return mixtures().stream()
                .max(Comparator.<String>comparingInt(model -> results.get(model).size())
                        .thenComparing(model -> components(model) == 3)
                        .thenComparing(
                                Comparator.comparingInt(Group::components).reversed()));
    }

    boolean has(String model) {
        return results.containsKey(model);
    }

    Map<String, JsonObject> results(String model) {
        return results.get(model);
    }

    Values values(String model, ToDoubleFunction<JsonObject> figure) {
        return new Values(results.get(model).values().stream().mapToDouble(figure));
    }

    double mean(String model, ToDoubleFunction<JsonObject> figure) {
        return values(model, figure).mean();
    }
}
