package adjoint.mdn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.expr.Shared;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.GaussianMlp;
import adjoint.mdn.model.Head;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.optimise.Adam;
import adjoint.mdn.optimise.Schedule;
import adjoint.tensor.DType;
import adjoint.tensor.FormatException;
import adjoint.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stopping early, being stopped, and going on. */
class StoppingTest {
    private static final Architecture ARCHITECTURE =
            new Architecture(1, List.of(20), 1, Activation.TANH, DType.FLOAT64);

    @TempDir
    Path temp;

    /** Pure noise: whatever a network learns of it is wrong elsewhere. */
    private static Table noise(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] x = new double[size][1];
        double[][] y = new double[size][1];
        for (int i = 0; i < size; i++) {
            x[i][0] = random.nextGaussian();
            y[i][0] = random.nextGaussian();
        }
        return new Table(x, y);
    }

    private static DensityModel model(boolean mixture) {
        return mixture
                ? new MixtureDensityNetwork(ARCHITECTURE, new Head(2, Covariance.ISOTROPIC, 0.01), 1)
                : new GaussianMlp(ARCHITECTURE, 1);
    }

    private static Trainer trainer(Trainable model, int epochs) {
        return new Trainer(model)
                .optimiser(new Adam(0.01))
                .schedule(Schedule.constant(0.03))
                .epochs(epochs)
                .batch(10)
                .noise(0.2)
                .seed(2);
    }

    private static List<Tensor> values(Trainable model) {
        return model.variables().stream().map(Shared::get).toList();
    }

    @Test
    void theBestEpochsVariablesAreKept() {
        DensityModel model = model(true);
        Table validation = noise(30, 2);
        List<Epoch> history = trainer(model, 500).keepBest("nll", 15).train(noise(30, 1), validation);
        Epoch best = history.stream()
                .min(Comparator.comparingDouble(e -> e.metrics().get("nll")))
                .orElseThrow();
        assertThat(history).hasSize(best.number() + 15).hasSizeLessThan(500);
        double[] now = new Evaluation(model.input(), model.target(), model.metrics())
                .means(validation)
                .get("nll");
        assertThat(now[0]).isEqualTo(best.metrics().get("nll"));
        assertThatThrownBy(() -> trainer(model, 1).keepBest("loss", 1)).hasMessageContaining("[nll, mse, variance]");
    }

    @Test
    void heldOutExamplesChooseTheEpochAndLeaveTheValidationAlone() {
        DensityModel model = model(true);
        Table heldOut = noise(30, 3);
        Path file = temp.resolve("held.npz");
        Trainer trainer = trainer(model, 500).heldOut(heldOut).keepBest("held-out nll", 15);
        List<Epoch> history = trainer.checkpoint(file, "same").train(noise(30, 1), noise(30, 2));
        Epoch best = history.stream()
                .min(Comparator.comparingDouble(e -> e.metrics().get("held-out nll")))
                .orElseThrow();
        Evaluation scores = new Evaluation(model.input(), model.target(), model.metrics());
        assertThat(history).hasSize(best.number() + 15);
        assertThat(scores.means(heldOut).get("nll")[0]).isEqualTo(best.metrics().get("held-out nll"));
        assertThat(scores.means(noise(30, 2)).get("nll")[0])
                .isEqualTo(best.metrics().get("nll"));
        assertThat(trainer.train(noise(30, 1), noise(30, 2))).isEqualTo(history); // read from the checkpoint
        assertThatThrownBy(() -> trainer(model, 1).keepBest("held-out nll", 1).train(heldOut, heldOut))
                .hasMessageContaining("give some to heldOut");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRunCutIntoPiecesEndsWithTheSameBits(boolean mixture) {
        Table data = noise(45, 1);
        Table validation = noise(20, 2);
        DensityModel whole = model(mixture);
        List<Epoch> history = trainer(whole, 12).keepBest("nll", 100).train(data, validation);
        Path file = temp.resolve("checkpoint.npz");
        DensityModel last = null;
        List<Epoch> pieces = List.of();
        for (int epochs : new int[] {1, 5, 6, 12}) {
            last = model(mixture);
            pieces = trainer(last, epochs)
                    .keepBest("nll", 100)
                    .checkpoint(file, "same")
                    .train(data, validation);
        }
        assertThat(values(last)).isEqualTo(values(whole));
        assertThat(pieces)
                .usingRecursiveComparison()
                .ignoringFields("seconds", "stepSeconds", "cpuSeconds")
                .isEqualTo(history);
    }

    @Test
    void checkpointsMayBeRarerButTheLastEpochAlwaysHasOne() throws Exception {
        Table data = noise(20, 1);
        List<Boolean> written = new ArrayList<>();
        Path file = temp.resolve("checkpoint.npz");
        Trainer trainer = trainer(model(true), 8).checkpoint(file, "same").checkpointEvery(3);
        trainer.progress(new Progress() {
                    @Override
                    public void epoch(Epoch epoch) {
                        written.add(file.toFile().delete());
                    }
                })
                .train(data, data);
        assertThat(written).containsExactly(false, false, false, true, false, false, true, false);
        assertThat(file).exists();
        DensityModel model = model(true);
        assertThat(trainer(model, 8).checkpoint(file, "same").train(data, data)).hasSize(8);
    }

    @Test
    void aCheckpointOfAnotherRunIsRefused() throws Exception {
        Table data = noise(20, 1);
        Path file = temp.resolve("checkpoint.npz");
        trainer(model(true), 1).checkpoint(file, "batch 10").train(data, data);
        assertThatThrownBy(() ->
                        trainer(model(true), 2).checkpoint(file, "batch 20").train(data, data))
                .isInstanceOf(FormatException.class)
                .hasMessageContainingAll("other settings", "batch 10", "batch 20");
        assertThatThrownBy(() ->
                        trainer(model(false), 2).checkpoint(file, "batch 10").train(data, data))
                .isInstanceOf(IllegalArgumentException.class);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
        assertThatThrownBy(() ->
                        trainer(model(true), 2).checkpoint(file, "batch 10").train(data, data))
                .isInstanceOf(FormatException.class);
    }
}
