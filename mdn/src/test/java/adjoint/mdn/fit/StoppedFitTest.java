package adjoint.mdn.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.expr.Shared;
import adjoint.mdn.ChildJvm;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.ModelFolder;
import adjoint.mdn.train.Table;
import adjoint.tensor.FormatException;
import adjoint.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fit that is stopped and begun again ends with the bits of one that was left alone. */
class StoppedFitTest {
    private static final int EPOCHS = 60;
    private static final int ALL_EPOCHS = TableFit.epochs(settings(1));

    /** What a shell makes of death by signal 9. */
    private static final int KILLED = 128 + 9;

    @TempDir
    Path temp;

    @BeforeEach
    void makeFolders() throws IOException {
        Files.createDirectory(temp.resolve("networks"));
        Files.createDirectory(temp.resolve("networks-of-whole"));
        Files.createDirectory(temp.resolve("networks-of-killed"));
    }

    private static FitSettings settings(long seed) {
        return new FitSettings(
                2,
                List.of(5),
                Activation.RELU,
                EPOCHS,
                EPOCHS,
                100,
                0.01,
                0.03,
                List.of(0.0, 0.1),
                1e-5,
                Covariance.DIAGONAL,
                4,
                0.1,
                seed);
    }

    private static Table line(int rows) {
        SplittableRandom random = new SplittableRandom(1);
        double[][] x = new double[rows][1];
        double[][] y = new double[rows][1];
        for (int i = 0; i < rows; i++) {
            x[i][0] = random.nextGaussian();
            y[i][0] = 3 * x[i][0] + random.nextGaussian();
        }
        return new Table(x, y);
    }

    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Stops a fit after so many epochs of all networks together, and waits until the last of its threads has stopped. */
    private void stopAfter(int epochs) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(epochs);
        TableFit fit = new TableFit(settings(1), done -> {
                    if (left.getAndAdd(-done) <= 0) {
                        throw new Stop();
                    }
                })
                .checkpoints(temp.resolve("networks"));
        ForkJoinPool pool = new ForkJoinPool(2);
        assertThatThrownBy(() -> pool.submit(() -> fit.fit(line(1_000))).get())
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(Stop.class);
        pool.shutdown();
        assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    private static List<Tensor> values(TableFit.Fit fit) {
        return fit.model().variables().stream().map(Shared::get).toList();
    }

    /** The second stop falls among the members that are trained after the choice of the noise. */
    @Test
    void aFitThatStopsEndsWithTheSameBitsAndDoesLittleTwice() throws Exception {
        TableFit.Fit whole = new TableFit(settings(1), done -> {}).fit(line(1_000));
        stopAfter(100);
        stopAfter(ALL_EPOCHS - EPOCHS / 4 - 100);
        AtomicInteger told = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        TableFit.Fit resumed = new TableFit(settings(1), done -> {
                    told.addAndGet(done);
                    calls.incrementAndGet();
                })
                .checkpoints(temp.resolve("networks"))
                .fit(line(1_000));
        assertThat(values(resumed)).isEqualTo(values(whole));
        assertThat(resumed.noise()).isEqualTo(whole.noise());
        assertThat(resumed.heldOutNll()).isEqualTo(whole.heldOutNll());
        assertThat(told).hasValue(ALL_EPOCHS);
        assertThat(calls.get()).isLessThan(2 * EPOCHS);
    }

    @Test
    void anotherFitsCheckpointsAreRefused() throws Exception {
        stopAfter(ALL_EPOCHS / 2);
        assertThatThrownBy(() -> new TableFit(settings(2), done -> {})
                        .checkpoints(temp.resolve("networks"))
                        .fit(line(1_000)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("other settings");
        assertThatThrownBy(() -> new TableFit(settings(1), done -> {})
                        .checkpoints(temp.resolve("networks"))
                        .fit(line(999)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("other settings");
    }

    /** Killed by SIGKILL in the middle of its networks. */
    @Test
    void aKilledFitEndsWithTheSameBits() throws Exception {
        assertThat(start("whole", Integer.MAX_VALUE)).isZero();
        assertThat(start("killed", 100)).isEqualTo(KILLED);
        assertThat(temp.resolve("killed")).doesNotExist();
        assertThat(start("killed", Integer.MAX_VALUE)).isZero();
        for (String file : List.of("parameters.npz", "model.json")) {
            assertThat(temp.resolve("killed").resolve(file))
                    .hasSameBinaryContentAs(temp.resolve("whole").resolve(file));
        }
    }

    /** Lets a process, which waits for leave after each epoch, go on so many times and kills it; or lets it finish. */
    private int start(String name, int permitted) throws Exception {
        Process process = ChildJvm.of(StoppedFitTest.class, temp.resolve(name), temp.resolve("networks-of-" + name))
                .start();
        try (BufferedReader out = process.inputReader();
                OutputStream in = process.getOutputStream()) {
            for (int told = 0; out.readLine() != null; told++) {
                if (told == permitted) {
                    process.destroyForcibly();
                    break;
                }
                in.write('\n');
                in.flush();
            }
        }
        return process.waitFor();
    }

    /** Folder for the model, folder for the checkpoints. */
    public static void main(String[] args) throws IOException {
        TableFit.Fit fit = new TableFit(settings(1), StoppedFitTest::askForLeave)
                .checkpoints(Path.of(args[1]))
                .fit(line(1_000));
        ModelFolder.write(Path.of(args[0]), fit.model(), Map.of());
    }

    private static synchronized void askForLeave(int done) {
        System.out.println(done);
        try {
            System.in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
