package adjoint.benchmarks;

import adjoint.examples.io.AtomicFiles;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks and writes their results to {@code examples/benchmarks/results.json} and, as a table, into the README
 * between its markers:
 *
 * <pre>mvn -q compile exec:exec@run -Dexec.mainClass=adjoint.benchmarks.Benchmarks</pre>
 *
 * <p>Arguments are JMH's: {@code -Dargs="StepBenchmark -p batch=128 -p hidden=300"} runs a part and prints it, leaving the
 * files alone; {@code table} writes the README's table from the results that are there.
 */
public final class Benchmarks {
    private static final Path RESULTS = Path.of("examples", "benchmarks", "results.json");
    private static final Path README = Path.of("examples", "README.md");

    private Benchmarks() {}

    public static void main(String[] args) throws IOException, RunnerException, CommandLineOptionException {
        if (args.length == 1 && args[0].equals("table")) {
            ResultTable.write(RESULTS, README);
            return;
        }
        OptionsBuilder options = new OptionsBuilder();
        options.parent(commandLine(args));
        options.addProfiler(GCProfiler.class);
        // Beside plain Java products, a step would look better than it is.
        options.jvmArgsPrepend("--enable-native-access=ALL-UNNAMED", "-Dadjoint.blas=native");
        if (args.length == 0) {
            options.include("adjoint.benchmarks");
            Files.createDirectories(RESULTS.getParent());
            options.resultFormat(ResultFormatType.JSON);
            options.result(RESULTS.toString());
        }
        new Runner(options.build()).run();
        if (args.length == 0) {
            forgetMachine();
            ResultTable.write(RESULTS, README);
        }
    }

    /** Takes the paths of this machine out of the results. */
    private static void forgetMachine() throws IOException {
        JsonArray results = JsonParser.parseString(Files.readString(RESULTS)).getAsJsonArray();
        for (JsonElement result : results) {
            result.getAsJsonObject().remove("jvm");
            result.getAsJsonObject().remove("jvmArgs");
        }
        AtomicFiles.write(
                RESULTS, new GsonBuilder().setPrettyPrinting().create().toJson(results));
    }

    private static Options commandLine(String[] args) throws CommandLineOptionException {
        return new CommandLineOptions(args);
    }
}
