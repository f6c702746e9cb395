package adjoint.mdn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.expr.Shared;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.tensor.DType;
import adjoint.tensor.FormatException;
import adjoint.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFolderTest {
    private static final Architecture ARCHITECTURE =
            new Architecture(3, List.of(4, 2), 2, Activation.RELU, DType.FLOAT32);

    @TempDir
    Path temp;

    private static MixtureDensityNetwork network(int seed) {
        return new MixtureDensityNetwork(ARCHITECTURE, new Head(3, Covariance.DIAGONAL, 0.25), seed);
    }

    private static List<Tensor> values(DensityModel model) {
        return model.variables().stream().map(Shared::get).toList();
    }

    @Test
    void bothKindsComeBackBitForBit() throws IOException {
        MixtureDensityNetwork mdn = network(5);
        GaussianMlp mlp = new GaussianMlp(ARCHITECTURE, 6);
        mlp.variables().get(6).set(Tensor.over(new float[] {0.5f, 2}, 2));
        ModelFolder.write(temp.resolve("deep/mdn"), mdn, Map.of("seed", 5));
        ModelFolder.write(temp.resolve("mlp"), mlp, Map.of());

        MixtureDensityNetwork back = (MixtureDensityNetwork) ModelFolder.read(temp.resolve("deep/mdn"));
        assertThat(back.architecture()).isEqualTo(ARCHITECTURE);
        assertThat(back.head()).isEqualTo(mdn.head());
        assertThat(values(back)).isEqualTo(values(mdn));
        assertThat(values(ModelFolder.read(temp.resolve("mlp")))).isEqualTo(values(mlp));
        assertThat(temp.resolve("mlp").toFile().list()).containsExactlyInAnyOrder("model.json", "parameters.npz");
    }

    @Test
    void standardisedEnsemblesComeBackWithTheirNotes() throws IOException {
        Ensemble ensemble = new Ensemble(List.of(new Standardised(network(1)), new Standardised(network(2))));
        ensemble.members().get(1).variables().get(7).set(Tensor.over(new float[] {2, 3, 4}, 3));
        ModelFolder.write(temp, ensemble, Map.of("targets", List.of("price", "size"), "rows", 7));

        Ensemble back = (Ensemble) ModelFolder.read(temp);
        assertThat(back.members()).hasSize(2).allMatch(Standardised.class::isInstance);
        assertThat(values(back)).isEqualTo(values(ensemble));
        assertThat(ModelFolder.notes(temp))
                .containsEntry("targets", List.of("price", "size"))
                .containsEntry("rows", 7.0);
    }

    @Test
    void membersOfOtherShapesAndWeightsComeBack() throws IOException {
        Architecture linear = new Architecture(3, List.of(), 2, Activation.IDENTITY, DType.FLOAT32);
        Head head = new Head(1, Covariance.DIAGONAL, List.of(0.25, 0.5), Positive.EXP, false);
        Ensemble ensemble = new Ensemble(
                List.of(network(1), network(2), new MixtureDensityNetwork(linear, head, 3)), List.of(0.25, 0.25, 0.5));
        ModelFolder.write(temp, ensemble, Map.of());
        Ensemble back = (Ensemble) ModelFolder.read(temp);
        assertThat(back.weights()).isEqualTo(ensemble.weights());
        assertThat(values(back)).isEqualTo(values(ensemble));
        assertThat(back.members().get(2).architecture()).isEqualTo(linear);
        assertThat(((MixtureDensityNetwork) back.members().get(2)).head()).isEqualTo(head);
        assertThat(new Predictor(back).predict(1, 2, 3).logDensity(0.5, -0.5))
                .isEqualTo(new Predictor(ensemble).predict(1, 2, 3).logDensity(0.5, -0.5));
        Path json = temp.resolve("model.json");
        Files.writeString(json, Files.readString(json).replaceFirst("0.25,", "0.75,"));
        assertThatThrownBy(() -> ModelFolder.read(temp))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("with a sum of 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\": 1       | \"format\": 2        | has format 2",
                "\"format\": 1       | \"format\": \"1\"    | 'format' is \"1\", not a number",
                "\"format\": 1,      |                      | 'format' is missing",
                "\"kind\"            | \"sort\"           | 'kind' is missing",
                "mixture density     | random               | kind is 'random network'",
                "\"inputs\": 3       | \"inputs\": 0        | inputs must be at least 1",
                "\"inputs\": 3       | \"inputs\": 5        | hidden0.weights",
                "\"inputs\": 3       | \"inputs\": 3.5      | not an integer",
                "relu                | swish                | one of [tanh",
                "float32             | float64              | cannot take",
                "\"components\": 3   | \"components\": 0    | at least 1 component",
                "\"floor\": 0.25     | \"floor\": -1        | variance floor",
                "\"floor\": 0.25     | \"floor\": [1, 2, 3] | 3 variance floors",
                "\"floor\": 0.25     | \"floor\": [1, true] | not a number",
                "\"members\": 0      | \"members\": 2       | member0.hidden0.weights",
                "false               | 1                    | not true or false",
                "\"head\"            | \"tail\"             | 'head' is missing",
                "{                   | [                    | not a JSON object"
            })
    void damagedDescriptionsAreRefused(String from, String to, String problem) throws IOException {
        ModelFolder.write(temp, network(1), Map.of());
        Path json = temp.resolve("model.json");
        String text = Files.readString(json);
        assertThat(text).contains(from);
        Files.writeString(json, text.replace(from, to == null ? "" : to));
        assertThatThrownBy(() -> ModelFolder.read(temp))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"inputs\": 3     | \"inputs\": 2000000000                        | would take 32000 MB",
                "\"hidden\": [     | \"hidden\": [100000, 100000,                   | would take 40004 MB",
                "\"targets\": 2    | \"targets\": 2000000000                       | would take 144000 MB",
                "\"components\": 3 | \"components\": 2000000000                    | would take 120000 MB",
                "diagonal, 2 | full, 100000                                            | would take 180005 MB",
                "\"members\": 0    | \"members\": 2000000000                       | holds 6 arrays"
            })
    void whatWouldNotFitIsRefusedWithItsSize(String from, String to, String problem) throws IOException {
        ModelFolder.write(temp, network(1), Map.of());
        Path json = temp.resolve("model.json");
        String text = Files.readString(json);
        String changed = from.startsWith("diagonal")
                ? text.replace("diagonal", "full").replace("\"targets\": 2", "\"targets\": 100000")
                : text.replace(from, to);
        assertThat(changed).isNotEqualTo(text);
        Files.writeString(json, changed);
        assertThatThrownBy(() -> ModelFolder.read(temp))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void parametersOfAnotherModelAreRefused() throws IOException {
        ModelFolder.write(temp, network(1), Map.of());
        ModelFolder.write(temp.resolve("other"), network(2), Map.of());
        Files.copy(
                temp.resolve("other/parameters.npz"),
                temp.resolve("parameters.npz"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> ModelFolder.read(temp)).hasMessageContaining("does not hold the parameters");
        assertThatThrownBy(() -> ModelFolder.read(temp.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void withoutDigestParametersFromElsewhereAreTaken() throws IOException {
        MixtureDensityNetwork other = network(2);
        ModelFolder.write(temp, other, Map.of());
        ModelFolder.write(temp.resolve("copy"), network(1), Map.of());
        Files.copy(
                temp.resolve("parameters.npz"),
                temp.resolve("copy/parameters.npz"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Path json = temp.resolve("copy/model.json");
        Files.writeString(json, Files.readString(json).replaceFirst("\"parameters\": \"\\w+\",", ""));
        assertThat(values(ModelFolder.read(temp.resolve("copy")))).isEqualTo(values(other));
    }

    /**
     * The folder golden/ was written by {@link #main}; then NumPy loaded and saved its parameters.npz, and made numpy.npz with
     * weights of its own: variable i of the file holds 0.01 (i + 1) (j - 2) at flat position j. See golden/make.py.
     */
    @Test
    void parametersThatNumPyHasSavedAgainAreTheSame() throws IOException {
        copyGolden("parameters.npz");
        assertThat(values(ModelFolder.read(temp))).isEqualTo(values(golden()));
    }

    @Test
    void weightsThatNumPyMadeAreLoaded() throws IOException {
        copyGolden("numpy.npz");
        assertThatThrownBy(() -> ModelFolder.read(temp)).hasMessageContaining("remove 'parameters'");
        Path json = temp.resolve("model.json");
        Files.writeString(json, Files.readString(json).replaceFirst("\"parameters\": \"\\w+\",", ""));
        List<Tensor> loaded = values(ModelFolder.read(temp));
        for (int i = 0; i < loaded.size(); i++) {
            for (int j = 0; j < loaded.get(i).size(); j++) {
                assertThat(loaded.get(i).get(j)).isEqualTo((float) (0.01 * (i + 1) * (j - 2)));
            }
        }
    }

    private void copyGolden(String parameters) throws IOException {
        for (String name : List.of("model.json", parameters)) {
            try (InputStream in = ModelFolderTest.class.getResourceAsStream("golden/" + name)) {
                Files.copy(in, temp.resolve(name.replace("numpy", "parameters")));
            }
        }
    }

    private static DensityModel golden() {
        return new Ensemble(List.of(new Standardised(network(1)), new Standardised(network(2))));
    }

    /** Writes the golden folder anew, to the folder given. */
    public static void main(String[] args) throws IOException {
        ModelFolder.write(Path.of(args[0]), golden(), Map.of("seed", 1));
    }
}
