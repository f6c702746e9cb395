package adjoint.mdn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import adjoint.expr.Shared;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.GaussianMlp;
import adjoint.mdn.model.Head;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.optimise.Schedule;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainerTest {
    /** y is x or -x with equal chance, plus a little noise: two branches that no single normal distribution describes. */
    private static Table branches(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] x = new double[size][1];
        double[][] y = new double[size][1];
        for (int i = 0; i < size; i++) {
            x[i][0] = 1 + random.nextDouble();
            y[i][0] = (random.nextBoolean() ? 1 : -1) * x[i][0] + 0.1 * random.nextGaussian();
        }
        return new Table(x, y);
    }

    private static Architecture architecture(DType dtype) {
        return new Architecture(1, List.of(8), 1, Activation.TANH, dtype);
    }

    private static MixtureDensityNetwork network(DType dtype) {
        return new MixtureDensityNetwork(architecture(dtype), new Head(2, Covariance.ISOTROPIC, 1e-4), 3);
    }

    private static Trainer trainer(Trainable model, int epochs) {
        return new Trainer(model)
                .epochs(epochs)
                .batch(32)
                .seed(5)
                .schedule(Schedule.annealing(0.05, epochs / 2, epochs));
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT64", "FLOAT32"})
    void aMixtureLearnsWhatASingleNormalCannot(DType dtype) {
        Table training = branches(600, 1);
        Table validation = branches(200, 2);
        List<Epoch> mdn = trainer(network(dtype), 60).train(training, validation);
        List<Epoch> mlp = trainer(new GaussianMlp(architecture(dtype), 3), 60).train(training, validation);
        double first = mdn.get(0).metrics().get("nll");
        double last = mdn.get(59).metrics().get("nll");
        double baseline = mlp.get(59).metrics().get("nll");
        // The truth has log 2 + the entropy of N(0, 0.1) = -0.19; one normal over both branches has about 1.9.
        assertThat(first).isGreaterThan(1);
        assertThat(last).isCloseTo(Math.log(2) + 0.5 * Math.log(2 * Math.PI * Math.E * 0.01), within(0.1));
        assertThat(baseline).isBetween(1.7, 2.1);
        assertThat(mdn.get(59).rate()).isEqualTo(0);
    }

    @Test
    void theBaselinesVarianceIsThatOfItsTrainingResiduals() {
        Table training = branches(100, 1);
        GaussianMlp mlp = new GaussianMlp(architecture(DType.FLOAT64), 3);
        trainer(mlp, 3).train(training, branches(50, 2));
        Shared variance = mlp.variables().get(mlp.variables().size() - 1);
        Epoch onTraining = trainer(mlp, 1)
                .schedule(Schedule.constant(0))
                .train(training, training)
                .get(0);
        assertThat(variance.get().at(0)).isCloseTo(onTraining.metrics().get("mse"), within(1e-12));
        assertThat(onTraining.metrics().get("nll"))
                .isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * variance.get().at(0)), within(1e-12));
    }

    @Test
    void betweenEpochsSomeResidualsWillDoAndAllAtTheEnd() {
        Table training = branches(5_000, 1);
        GaussianMlp mlp = new GaussianMlp(architecture(DType.FLOAT64), 3);
        Epoch epoch = trainer(mlp, 1).train(training, training).get(0);
        Shared variance = mlp.variables().get(mlp.variables().size() - 1);
        double mse = epoch.metrics().get("mse");
        assertThat(variance.get().at(0)).isCloseTo(mse, within(1e-12));
        assertThat(epoch.metrics().get("variance")).isNotEqualTo(mse).isCloseTo(mse, withinPercentage(10));
    }

    @Test
    void anEpochsTimeHoldsThatOfItsSteps() {
        Table data = branches(100, 1);
        for (Epoch epoch : trainer(network(DType.FLOAT64), 3).train(data, data)) {
            assertThat(epoch.stepSeconds()).isBetween(Double.MIN_VALUE, epoch.seconds());
            assertThat(epoch.cpuSeconds()).isPositive();
        }
    }

    @Test
    void aSeedFixesEveryBit() {
        Table data = branches(100, 1);
        MixtureDensityNetwork first = network(DType.FLOAT64);
        MixtureDensityNetwork second = network(DType.FLOAT64);
        MixtureDensityNetwork other = network(DType.FLOAT64);
        trainer(first, 3).train(data, data);
        trainer(second, 3).train(data, data);
        trainer(other, 3).seed(6).train(data, data);
        assertThat(values(first)).isEqualTo(values(second)).isNotEqualTo(values(other));
    }

    private static List<Tensor> values(Trainable model) {
        return model.parameters().stream().map(Shared::get).toList();
    }

    @Test
    void everyExampleIsSeenOnceAnEpochTheLastBatchBeingSmaller() {
        List<Integer> seen = new ArrayList<>();
        Table table = branches(70, 1);
        Examples watched = new Examples() {
            @Override
            public int size() {
                return 70;
            }

            @Override
            public int inputs() {
                return 1;
            }

            @Override
            public int targets() {
                return 1;
            }

            @Override
            public void copy(int example, Tensor x, Tensor y, int row) {
                seen.add(example);
                table.copy(example, x, y, row);
            }
        };
        List<String> steps = new ArrayList<>();
        trainer(network(DType.FLOAT64), 2)
                .progress(new Progress() {
                    @Override
                    public void batch(int epoch, int batch, int batches, double loss) {
                        steps.add(epoch + ":" + batch + "/" + batches);
                    }
                })
                .train(watched, table);
        assertThat(steps).containsExactly("1:1/3", "1:2/3", "1:3/3", "2:1/3", "2:2/3", "2:3/3");
        List<Integer> all = IntStream.range(0, 70).boxed().toList();
        assertThat(seen.subList(0, 70)).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(all);
        assertThat(seen.subList(70, 140))
                .containsExactlyInAnyOrderElementsOf(all)
                .isNotEqualTo(seen.subList(0, 70));
    }

    /** With E the noise's deviation, the best line on disturbed inputs of variance 1 is flatter by 1 / (1 + E^2). */
    @Test
    void noiseOnTheInputsFlattensALine() {
        SplittableRandom random = new SplittableRandom(1);
        double[][] x = new double[2000][1];
        double[][] y = new double[2000][1];
        for (int i = 0; i < x.length; i++) {
            x[i][0] = random.nextGaussian();
            y[i][0] = 3 * x[i][0];
        }
        GaussianMlp line = new GaussianMlp(new Architecture(1, List.of(), 1, Activation.TANH, DType.FLOAT64), 3);
        Table data = new Table(x, y);
        trainer(line, 30).noise(0.5).train(data, data);
        assertThat(line.parameters().get(0).get().get(0)).isCloseTo(3 / 1.25, within(0.06));
        assertThatThrownBy(() -> trainer(line, 1).noise(1, 2).train(data, data))
                .hasMessageContaining("2 deviations of noise for 1 inputs");
    }

    @Test
    void runningAwayNamesEpochBatchAndCure() {
        Table data = branches(100, 1);
        assertThatThrownBy(() -> trainer(network(DType.FLOAT64), 50)
                        .schedule(Schedule.constant(1e300))
                        .train(data, data))
                .isInstanceOf(TrainingException.class)
                .hasMessageContainingAll("epoch 1", "batch", "lower the rate, which is 1.0E300");
    }

    @Test
    void badDataIsNotBlamedOnTheRate() {
        double[][] y = {{1}, {Double.NaN}};
        Table data = new Table(new double[][] {{1}, {2}}, y);
        assertThatThrownBy(() -> trainer(network(DType.FLOAT64), 1).train(data, data))
                .isInstanceOf(TrainingException.class)
                .hasMessageContainingAll("epoch 1, batch 1", "targets", "NaN", "clean the data");
    }

    @Test
    void dataOfTheWrongWidthIsRefused() {
        Table wide = new Table(new double[][] {{1, 2}}, new double[][] {{1}});
        assertThatThrownBy(() -> trainer(network(DType.FLOAT64), 1).train(wide, wide))
                .hasMessageContaining("input has 2 numbers, but the model's has 1");
        assertThat(Arrays.asList(wide.rows(0, 0).size())).containsExactly(2);
    }
}
