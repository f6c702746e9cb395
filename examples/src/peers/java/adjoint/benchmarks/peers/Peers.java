package adjoint.benchmarks.peers;

import adjoint.benchmarks.PeerTable;
import adjoint.examples.io.AtomicFiles;
import adjoint.tensor.DType;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Compares Adjoint with all {@link Library libraries}, writes the figures to {@code examples/benchmarks/peers.json} and, as
 * a table, into the README between its markers:
 *
 * <pre>mvn -q -Ppeers compile exec:exec@run -Dexec.mainClass=adjoint.benchmarks.peers.Peers</pre>
 *
 * <p>With arguments such as {@code -Dargs="PYTORCH FLOAT32 2"} it makes one comparison and prints it, leaving the files alone.
 */
public final class Peers {
    private static final Path RESULTS = Path.of("examples", "benchmarks", "peers.json");
    private static final Path README = Path.of("examples", "README.md");

    private Peers() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 3) {
            System.out.println(compare(Library.valueOf(args[0]), DType.valueOf(args[1]), Integer.parseInt(args[2])));
            return;
        }
        JsonArray results = new JsonArray();
        for (Library library : Library.values()) {
            for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
                for (int threads = 1; threads <= 2; threads++) {
                    JsonElement result = compare(library, dtype, threads);
                    System.out.println(result);
                    results.add(result);
                }
            }
        }
        String json = new GsonBuilder().setPrettyPrinting().create().toJson(results);
        AtomicFiles.write(RESULTS, json + "\n");
        PeerTable.write(RESULTS, README);
    }

    private static JsonElement compare(Library library, DType dtype, int threads)
            throws IOException, InterruptedException {
        Path result = Files.createTempFile("comparison", ".json");
        try {
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dadjoint.blas=native",
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                    "-classpath",
                    System.getProperty("java.class.path"),
                    Comparison.class.getName(),
                    library.name(),
                    dtype.name(),
                    String.valueOf(threads),
                    result.toString());
            builder.environment().putAll(library.environment(threads));
            int exit = builder.redirectError(Redirect.INHERIT)
                    .redirectOutput(Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IOException(library.title + ", " + dtype + ", " + threads
                        + " threads: the comparison ended with " + exit + "; the reason stands above");
            }
            return JsonParser.parseString(Files.readString(result));
        } finally {
            Files.deleteIfExists(result);
        }
    }
}
