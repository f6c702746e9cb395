package adjoint.mdn.train;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.mdn.ChildJvm;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.Head;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.model.ModelFolder;
import adjoint.mdn.model.Standardised;
import adjoint.mdn.optimise.Adam;
import adjoint.mdn.optimise.Schedule;
import adjoint.tensor.DType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training process that is killed without warning (SIGKILL) and started again, several times over, ends with the bits of one
 * that was left alone. {@code -Dkills=20} kills it twenty times.
 */
class KilledTest {
    private static final int KILLS = Integer.getInteger("kills", 4);
    private static final int EPOCHS_A_KILL = 20;

    /** What a shell makes of death by signal 9. */
    private static final int KILLED = 128 + 9;

    @TempDir
    Path temp;

    @Test
    void aKilledRunEndsWithTheSameBits() throws Exception {
        int epochs = (KILLS + 1) * EPOCHS_A_KILL;
        train(temp.resolve("whole"), temp.resolve("whole.npz"), epochs, false);
        SplittableRandom random = new SplittableRandom(1);
        for (int kill = 0; kill < KILLS; kill++) {
            start("killed", epochs, 1 + random.nextInt(EPOCHS_A_KILL - 1), random.nextInt(2_000_000));
            assertThat(temp.resolve("killed")).doesNotExist();
        }
        start("killed", epochs, Integer.MAX_VALUE, 0);
        for (String file : List.of("parameters.npz", "model.json")) {
            assertThat(temp.resolve("killed").resolve(file))
                    .hasSameBinaryContentAs(temp.resolve("whole").resolve(file));
        }
    }

    /**
     * Lets a process, which waits for leave after each epoch, train so many epochs and for a moment more, or to its end. The
     * moment lies about the writing of the checkpoint.
     */
    private void start(String name, int epochs, int permitted, int nanoseconds) throws Exception {
        Process process = ChildJvm.of(KilledTest.class, temp.resolve(name), temp.resolve(name + ".npz"), epochs)
                .start();
        try (BufferedReader out = process.inputReader();
                OutputStream in = process.getOutputStream()) {
            int trained = 0;
            while (trained < permitted && out.readLine() != null) {
                in.write('\n');
                in.flush();
                trained++;
            }
            if (trained == permitted) {
                LockSupport.parkNanos(nanoseconds);
                process.destroyForcibly();
            }
            assertThat(process.waitFor()).isEqualTo(trained == permitted ? KILLED : 0);
        }
    }

    /** Folder for the model, file for the checkpoint, epochs. */
    public static void main(String[] args) throws IOException {
        train(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]), true);
    }

    private static void train(Path folder, Path checkpoint, int epochs, boolean asksForLeave) throws IOException {
        Architecture architecture = new Architecture(1, List.of(20), 1, Activation.TANH, DType.FLOAT32);
        Standardised model =
                new Standardised(new MixtureDensityNetwork(architecture, new Head(3, Covariance.ISOTROPIC, 1e-4), 1));
        Table data = sine(200, 1);
        model.scaleTo(data);
        new Trainer(model)
                .optimiser(new Adam(0.01).clipped(1))
                .schedule(Schedule.cosine(0.01, epochs).warmingUp(3))
                .epochs(epochs)
                .batch(30)
                .seed(2)
                .keepBest("nll", epochs)
                .checkpoint(checkpoint, "same")
                .progress(new Progress() {
                    @Override
                    public void epoch(Epoch epoch) {
                        if (asksForLeave) {
                            System.out.println(epoch.number());
                            readByte();
                        }
                    }
                })
                .train(data, sine(50, 2));
        ModelFolder.write(folder, model, Map.of());
        Files.delete(checkpoint);
    }

    private static void readByte() {
        try {
            System.in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Table sine(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] x = new double[size][1];
        double[][] y = new double[size][1];
        for (int i = 0; i < size; i++) {
            x[i][0] = random.nextDouble(-3, 3);
            y[i][0] = Math.sin(x[i][0]) + 0.1 * random.nextGaussian();
        }
        return new Table(x, y);
    }
}
