package adjoint.benchmarks.peers;

import adjoint.benchmarks.TrainingStep;
import adjoint.examples.io.AtomicFiles;
import adjoint.mdn.model.DensityModel;
import adjoint.tensor.DType;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Compares one library with Adjoint, at one precision and number of threads: first what they compute, then the times of the
 * reference step (batch 128, 240 inputs, two layers of 300) and of the smallest step (batch 1, 1 input, 20 hidden units).
 * Runs in a JVM of its own, since libraries settle their threads when they load.
 */
final class Comparison {
    private final Library library;
    private final DType dtype;
    private final int threads;
    private final JsonObject result = new JsonObject();

    private Comparison(Library library, DType dtype, int threads) {
        this.library = library;
        this.dtype = dtype;
        this.threads = threads;
    }

    public static void main(String[] args) {
        Comparison comparison =
                new Comparison(Library.valueOf(args[0]), DType.valueOf(args[1]), Integer.parseInt(args[2]));
        AtomicFiles.write(Path.of(args[3]), comparison.run().toString());
    }

    private JsonObject run() {
        result.addProperty("library", library.title);
        result.addProperty("version", library.load());
        result.addProperty("dtype", dtype.name());
        result.addProperty("threads", threads);
        build();
        Agreement agreement = agreement();
        result.addProperty("lossError", agreement.loss());
        result.addProperty("gradientError", agreement.gradient());
        agreement.orThrow();
        time("step", reference(), 128, 3);
        if (threads == 1) {
            time("tiny", TrainingStep.mdn(dtype, 1, List.of(20)), 1, 1.5);
        }
        return result;
    }

    private DensityModel reference() {
        return TrainingStep.mdn(dtype, 240, List.of(300, 300));
    }

    /** The time from nothing to the first result: the first time in this JVM, libraries being loaded, and the median of more. */
    private void build() {
        Samples ours = new Samples();
        Samples theirs = new Samples();
        for (int i = 0; i < 6; i++) {
            DensityModel model = reference();
            Task task = Task.of(model, 128, threads, 1e-6);
            double ourBuild = milliseconds(() -> new Ours(reference(), task));
            double theirBuild = milliseconds(() -> library.build(task));
            if (i == 0) {
                result.addProperty("coldBuildOurs", ourBuild);
                result.addProperty("coldBuild", theirBuild);
            } else {
                ours.add(ourBuild);
                theirs.add(theirBuild);
            }
        }
        result.addProperty("buildOurs", ours.median());
        result.addProperty("build", theirs.median());
    }

    private static double milliseconds(Supplier<Peer> builder) {
        long start = System.nanoTime();
        try (Peer peer = builder.get()) {
            peer.step();
            return (System.nanoTime() - start) / 1e6;
        }
    }

    private Agreement agreement() {
        DensityModel model = reference();
        // With a rate of 1, the change of the parameters is the gradient.
        Task task = Task.of(model, 128, threads, 1);
        try (Peer ours = new Ours(model, task);
                Peer theirs = library.build(task)) {
            return Agreement.of(task, ours, theirs);
        }
    }

    private void time(String name, DensityModel model, int batch, double seconds) {
        Task task = Task.of(model, batch, threads, 1e-6);
        try (Peer ours = new Ours(model, task);
                Peer theirs = library.build(task)) {
            Blocks blocks = new Blocks(ours, theirs);
            blocks.run(1.5 * seconds);
            blocks.forget();
            blocks.run(seconds);
            result.addProperty(name + "Ours", blocks.ours().median());
            result.addProperty(name, blocks.theirs().median());
        }
    }
}
