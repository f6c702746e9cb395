package adjoint.benchmarks;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/** PairedTiming JMH's results into the tables of the README. */
final class ResultTable {
    private final List<JsonObject> results = new ArrayList<>();

    private ResultTable(JsonArray all) {
        all.forEach(result -> results.add(result.getAsJsonObject()));
    }

    /** Replaces what stands between the README's markers. */
    static void write(Path json, Path readme) throws IOException {
        Readme.replace(readme, "benchmarks", of(Files.readString(json)));
    }

    /** The tables in Markdown. */
    static String of(String json) {
        ResultTable table = new ResultTable(JsonParser.parseString(json).getAsJsonArray());
        return table.steps() + table.small() + table.chains() + table.kernels() + table.products() + table.sharing();
    }

    private String steps() {
        StringBuilder text =
                new StringBuilder("Training steps on 240 inputs with two hidden layers, in microseconds, and"
                        + " their ratio to the same matrix products alone in one run (medians). On two threads the first"
                        + " ratio is to products by OpenBLAS's own two threads, the second to halves of products:\n\n"
                        + "| model | hidden | batch | float64, 1 thread | float64, 2 threads | float32, 1 thread"
                        + " | float32, 2 threads |\n|---|---|---|---|---|---|---|\n");
        for (String model : List.of("mdn", "mlp")) {
            for (String hidden : List.of("32", "300", "1024")) {
                for (String batch : List.of("1", "16", "128", "1024")) {
                    if (find("StepBenchmark.step", model, hidden, batch, "FLOAT64", "1") == null) {
                        continue;
                    }
                    text.append(String.format("| %s | %s | %s |", model.toUpperCase(Locale.ROOT), hidden, batch));
                    for (String dtype : List.of("FLOAT64", "FLOAT32")) {
                        for (String threads : List.of("1", "2")) {
                            text.append(cell(find("StepBenchmark.step", model, hidden, batch, dtype, threads)));
                        }
                    }
                    text.append("\n");
                }
            }
        }
        return text.append("\n").toString();
    }

    private static String cell(JsonObject result) {
        if (result == null) {
            return " |";
        }
        double step = counter(result, "stepMicros");
        double ratio = step / counter(result, "productsMicros");
        double threaded = counter(result, "threadedMicros");
        String ratios = threaded > 0 ? String.format(Locale.ROOT, "%.2f, %.2f", step / threaded, ratio) : two(ratio);
        return String.format(" %s (%s) |", number(step), ratios);
    }

    private String small() {
        StringBuilder text = new StringBuilder("| | median |\n|---|---|\n");
        for (String dtype : List.of("FLOAT64", "FLOAT32")) {
            JsonObject tiny = find("TinyBenchmark.step", dtype, "20");
            if (tiny != null) {
                double instructions = counter(tiny, "instructions");
                String extent = String.format(
                        Locale.ROOT,
                        "%.0f nodes in %.0f instructions, %.0f ns each",
                        counter(tiny, "nodes"),
                        instructions,
                        1e3 * median(tiny) / instructions);
                row(
                        text,
                        "Smallest step (batch 1, 1 input, 20 hidden, K = 3), " + dtype(tiny) + ", " + extent,
                        tiny,
                        "us");
                overhead(text, find("TinyBenchmark.step", dtype, "1"));
            }
        }
        for (String dtype : List.of("FLOAT64", "FLOAT32")) {
            allocated(text, "smallest", find("TinyBenchmark.step", dtype, "20"));
            allocated(text, "reference", find("AllocationBenchmark.step", dtype));
        }
        for (String start : List.of("cold", "warm")) {
            JsonObject compile = find("CompileBenchmark." + start);
            if (compile != null) {
                row(text, "Training function of the MDN, built and compiled, " + start, compile, "ms");
            }
        }
        return text.append("\n").toString();
    }

    /** The time of a step that has as good as no arithmetic, by instruction. */
    private static void overhead(StringBuilder text, JsonObject bare) {
        if (bare != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "| Overhead of an instruction, at most: the same with 1 hidden unit, %s | %.0f ns |%n",
                    dtype(bare),
                    1e3 * median(bare) / counter(bare, "instructions")));
        }
    }

    private static void allocated(StringBuilder text, String which, JsonObject step) {
        if (step != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "| Allocated by the %s step, %s | %.0f bytes |%n",
                    which,
                    dtype(step),
                    counter(step, "gc.alloc.rate.norm")));
        }
    }

    private String chains() {
        StringBuilder text =
                new StringBuilder("| chain with gradient, ms | whole | of it GC | build | differentiate | rewrite"
                        + " | compile |\n|---|---|---|---|---|---|---|\n");
        List<JsonObject> chains = all("ChainBenchmark.chain");
        for (JsonObject chain : chains) {
            text.append(String.format("| %s nodes | %s |", parameter(chain, "nodes"), number(median(chain))));
            for (String phase : List.of("collect", "build", "differentiate", "rewrite", "compile")) {
                text.append(" ").append(number(counter(chain, phase))).append(" |");
            }
            text.append("\n");
        }
        double[] working = chains.stream()
                .mapToDouble(chain -> median(chain) - counter(chain, "collect"))
                .toArray();
        double[] times = chains.stream().mapToDouble(ResultTable::median).toArray();
        text.append(growth("grows", chains, times));
        text.append(growth("without GC it grows", chains, working));
        List<JsonObject> affine = all("RewriteBenchmark.rewriteAndCompile");
        for (JsonObject chain : affine) {
            text.append(String.format(
                    "| tanh(x * a + b), %s nodes, rewrite and compile | %s | | | | | |%n",
                    parameter(chain, "nodes"), number(median(chain))));
        }
        double[] affineTimes = affine.stream().mapToDouble(ResultTable::median).toArray();
        return text.append(growth("grows", affine, affineTimes)).append("\n").toString();
    }

    /** How times of a benchmark grow with its nodes, and n log n beside it: slopes of logarithms; nothing if one is NaN. */
    private static String growth(String what, List<JsonObject> results, double[] times) {
        if (Arrays.stream(times).anyMatch(Double::isNaN)) {
            return "";
        }
        double[] nodes = results.stream()
                .mapToDouble(result -> Double.parseDouble(parameter(result, "nodes")))
                .toArray();
        double[] linearithmic = Arrays.stream(nodes).map(n -> n * Math.log(n)).toArray();
        return String.format(
                Locale.ROOT,
                "| %s as nodes^p, where n log n has p = %.2f | p = %.2f | | | | | |%n",
                what,
                slope(nodes, linearithmic),
                slope(nodes, times));
    }

    /** The slope of the least-squares line through the logarithms of points. */
    private static double slope(double[] x, double[] y) {
        SimpleRegression line = new SimpleRegression();
        for (int i = 0; i < x.length; i++) {
            line.addData(Math.log(x[i]), Math.log(y[i]));
        }
        return line.getSlope();
    }

    private static void row(StringBuilder text, String what, JsonObject result, String unit) {
        text.append(String.format("| %s | %s %s |%n", what, number(median(result)), unit));
    }

    private String kernels() {
        StringBuilder text =
                new StringBuilder("| op, ns an element of 128 x 600 | float64 | float32 |\n|---|---|---|\n");
        List<String> ops = results.stream()
                .filter(result -> name(result).equals("KernelBenchmark.element"))
                .map(result -> parameter(result, "op"))
                .distinct()
                .toList();
        for (String op : ops) {
            text.append("| ").append(op).append(" |");
            for (String dtype : List.of("FLOAT64", "FLOAT32")) {
                JsonObject result = find("KernelBenchmark.element", op, dtype);
                text.append(result == null ? " |" : String.format(Locale.ROOT, " %.2f |", score(result)));
            }
            text.append("\n");
        }
        return text.append("\n").toString();
    }

    private String products() {
        StringBuilder text = new StringBuilder(
                "| product, us | float64 | bare BLAS | float32 | bare BLAS |\n|---|---|---|---|---|\n");
        for (String form : List.of("NN", "NT", "TN")) {
            text.append("| ").append(form).append(" |");
            for (String dtype : List.of("FLOAT64", "FLOAT32")) {
                JsonObject result = find("ProductBenchmark.product", form, dtype);
                text.append(
                        result == null
                                ? " | |"
                                : " " + number(counter(result, "stepMicros")) + " | "
                                        + number(counter(result, "productsMicros")) + " |");
            }
            text.append("\n");
        }
        return text.append("\n").toString();
    }

    private String sharing() {
        StringBuilder text = new StringBuilder("| products of the reference step, times those on data apart"
                + " | float64, 1 thread | float64, 2 threads | float32, 1 thread | float32, 2 threads |\n"
                + "|---|---|---|---|---|\n");
        for (String flow : List.of("VALUES", "WEIGHTS")) {
            text.append(flow.equals("VALUES") ? "| which read each other's values |" : "| and update the weights |");
            for (String dtype : List.of("FLOAT64", "FLOAT32")) {
                for (String threads : List.of("1", "2")) {
                    JsonObject result = find("SharingBenchmark.products", flow, dtype, threads);
                    double ratio = result == null
                            ? Double.NaN
                            : counter(result, "stepMicros") / counter(result, "productsMicros");
                    text.append(" ").append(two(ratio)).append(" |");
                }
            }
            text.append("\n");
        }
        return text.append("\n").toString();
    }

    private List<JsonObject> all(String name) {
        return results.stream().filter(result -> name(result).equals(name)).toList();
    }

    private JsonObject find(String name, String... values) {
        return results.stream()
                .filter(result -> name(result).equals(name))
                .filter(result -> {
                    List<String> given = parameters(result).entrySet().stream()
                            .map(entry -> entry.getValue().getAsString())
                            .sorted()
                            .toList();
                    return given.equals(Arrays.stream(values).sorted().toList());
                })
                .findFirst()
                .orElse(null);
    }

    private static String name(JsonObject result) {
        return result.get("benchmark").getAsString().substring("adjoint.benchmarks.".length());
    }

    private static String parameter(JsonObject result, String name) {
        return parameters(result).get(name).getAsString();
    }

    private static JsonObject parameters(JsonObject result) {
        return result.has("params") ? result.getAsJsonObject("params") : new JsonObject();
    }

    private static String dtype(JsonObject result) {
        return parameter(result, "dtype").toLowerCase(Locale.ROOT);
    }

    private static double score(JsonObject result) {
        return result.getAsJsonObject("primaryMetric").get("score").getAsDouble();
    }

    /** The median over samples, where JMH sampled, or over iterations. */
    private static double median(JsonObject result) {
        JsonObject primary = result.getAsJsonObject("primaryMetric");
        return primary.getAsJsonObject("scorePercentiles").get("50.0").getAsDouble();
    }

    /** The median over the iterations of what was counted in each; NaN where it was not. */
    private static double counter(JsonObject result, String name) {
        List<Double> values = new ArrayList<>();
        JsonObject metric = result.getAsJsonObject("secondaryMetrics").getAsJsonObject(name);
        if (metric == null) {
            return Double.NaN;
        }
        for (JsonElement fork : metric.getAsJsonArray("rawData")) {
            fork.getAsJsonArray().forEach(value -> values.add(value.getAsDouble()));
        }
        values.sort(null);
        return values.get(values.size() / 2);
    }

    private static String two(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.2f", value);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
    }
}
