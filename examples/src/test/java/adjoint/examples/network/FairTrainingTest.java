package adjoint.examples.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.examples.speech.FrameExamples;
import adjoint.examples.speech.Frames;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.model.Ensemble;
import adjoint.mdn.model.GaussianMlp;
import adjoint.mdn.train.Examples;
import adjoint.mdn.train.TrainingException;
import adjoint.tensor.DType;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FairTrainingTest {
    @TempDir
    Path temp;

    private static FrameExamples examples(int sequences, double loudness) {
        SplittableRandom random = new SplittableRandom(2);
        return new FrameExamples(new Frames(
                IntStream.range(0, sequences)
                        .mapToObj(i -> IntStream.range(0, 200)
                                .mapToDouble(t -> loudness * (Math.sin(t / 5.0) + 0.1 * random.nextGaussian()))
                                .toArray())
                        .toList(),
                8));
    }

    private Training train(Examples validation, double loudness) {
        FrameExamples training = examples(4, loudness);
        NetworkSettings settings = new NetworkSettings(
                Model.MLP, List.of(1), List.of(5), 4, 16, Descent.SGD, 1, 0, 0, 2, 1, DType.FLOAT64);
        Architecture shape = new Architecture(8, List.of(5), 1, Activation.RELU, DType.FLOAT64);
        return new FairTraining(settings, training, validation, 2, name -> temp.resolve(name + loudness + ".npz"))
                .train("mlp", (part, seed) -> new GaussianMlp(shape, seed), "mse", "same " + loudness);
    }

    @Test
    void theValidationExamplesChooseNothing() {
        Training training = train(examples(1, 1), 1);
        for (int i = 0; i < 2; i++) {
            temp.resolve("mlp-" + i + "1.0.npz").toFile().delete();
        }
        Training other = train(examples(3, 5), 1);
        assertThat(other.recipe()).isEqualTo(training.recipe()).startsWith("2 networks, ");
        assertThat(((Ensemble) other.model()).members()).hasSize(2);
        for (int i = 0; i < training.model().variables().size(); i++) {
            assertThat(other.model().variables().get(i).get())
                    .isEqualTo(training.model().variables().get(i).get());
        }
    }

    @Test
    void aRecipeThatDivergesIsNotChosen() {
        Training training = train(examples(1, 300), 300); // where plain descent at this rate has no chance
        assertThat(training.recipe()).contains("adam");
        assertThatThrownBy(() -> train(examples(1, 1e200), 1e200)).isInstanceOf(TrainingException.class);
    }
}
