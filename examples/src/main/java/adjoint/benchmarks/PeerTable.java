package adjoint.benchmarks;

import adjoint.tensor.DType;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

/** PairedTiming the comparison with other libraries into the tables of the README. */
public final class PeerTable {
    private static final List<DType> PRECISIONS = List.of(DType.FLOAT64, DType.FLOAT32);

    private final List<JsonObject> results = new ArrayList<>();

    private PeerTable(JsonArray all) {
        all.forEach(result -> results.add(result.getAsJsonObject()));
    }

    /** Replaces what stands between the README's markers. */
    public static void write(Path json, Path readme) throws IOException {
        Readme.replace(readme, "peers", of(Files.readString(json)));
    }

    /** The tables in Markdown. */
    static String of(String json) {
        PeerTable table = new PeerTable(JsonParser.parseString(json).getAsJsonArray());
        return table.steps() + table.overheads() + table.agreement();
    }

    private String steps() {
        StringBuilder text = new StringBuilder("| us a step (times Adjoint's) | float64, 1 thread | float64, 2 threads"
                + " | float32, 1 thread | float32, 2 threads |\n|---|---|---|---|---|\n| Adjoint |");
        for (DType dtype : PRECISIONS) {
            for (int threads = 1; threads <= 2; threads++) {
                text.append(' ')
                        .append(number(median("stepOurs", of(dtype, threads))))
                        .append(" |");
            }
        }
        text.append("\n");
        for (String library : libraries()) {
            text.append("| ").append(library).append(" |");
            for (DType dtype : PRECISIONS) {
                for (int threads = 1; threads <= 2; threads++) {
                    text.append(ratio("step", library, dtype, threads));
                }
            }
            text.append("\n");
        }
        return text.append("\n").toString();
    }

    private String overheads() {
        StringBuilder text = new StringBuilder("| one thread | smallest step, float64, us | smallest step, float32, us"
                + " | built and run once, ms | the first time, ms |\n|---|---|---|---|---|\n| Adjoint |");
        text.append(String.format(
                " %s | %s | %s | %s |%n",
                number(median("tinyOurs", of(DType.FLOAT64, 1))),
                number(median("tinyOurs", of(DType.FLOAT32, 1))),
                number(median("buildOurs", of(DType.FLOAT64, 1))),
                number(median("coldBuildOurs", of(DType.FLOAT64, 1)))));
        for (String library : libraries()) {
            text.append("| ").append(library).append(" |");
            for (DType dtype : PRECISIONS) {
                text.append(ratio("tiny", library, dtype, 1));
            }
            Predicate<JsonObject> one = of(DType.FLOAT64, 1).and(by(library));
            text.append(String.format(" %s | %s |%n", number(median("build", one)), number(median("coldBuild", one))));
        }
        return text.append("\n").toString();
    }

    private String agreement() {
        return String.format(
                Locale.ROOT,
                "Losses and gradients differ from Adjoint's by at most %.0e in float64 and %.0e in float32, relative to the"
                        + " largest element.\n",
                largestError(DType.FLOAT64),
                largestError(DType.FLOAT32));
    }

    private String ratio(String what, String library, DType dtype, int threads) {
        Predicate<JsonObject> one = of(dtype, threads).and(by(library));
        double theirs = median(what, one);
        double ratio = theirs / median(what + "Ours", one);
        return String.format(Locale.ROOT, ratio < 10 ? " %s (%.2f) |" : " %s (%.0f) |", number(theirs), ratio);
    }

    /** Names with versions. */
    private List<String> libraries() {
        return results.stream().map(PeerTable::library).distinct().toList();
    }

    private static String library(JsonObject result) {
        return result.get("library").getAsString() + " " + result.get("version").getAsString();
    }

    private static Predicate<JsonObject> by(String library) {
        return result -> library(result).equals(library);
    }

    private static Predicate<JsonObject> of(DType dtype, int threads) {
        return result -> result.get("dtype").getAsString().equals(dtype.name())
                && result.get("threads").getAsInt() == threads;
    }

    private double median(String field, Predicate<JsonObject> which) {
        double[] sorted = results.stream()
                .filter(which)
                .mapToDouble(result -> result.get(field).getAsDouble())
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }

    private double largestError(DType dtype) {
        return results.stream()
                .filter(result -> result.get("dtype").getAsString().equals(dtype.name()))
                .flatMapToDouble(result -> DoubleStream.of(
                        result.get("lossError").getAsDouble(),
                        result.get("gradientError").getAsDouble()))
                .max()
                .orElseThrow();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
    }
}
