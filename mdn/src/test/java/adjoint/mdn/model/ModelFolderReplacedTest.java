package adjoint.mdn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.expr.Shared;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.train.FolderLock;
import adjoint.tensor.DType;
import adjoint.tensor.FormatException;
import adjoint.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are written over others, stopped in between, or changed afterwards. */
class ModelFolderReplacedTest {
    private static final Architecture ARCHITECTURE = new Architecture(2, List.of(3), 1, Activation.TANH, DType.FLOAT64);

    @TempDir
    Path temp;

    private static MixtureDensityNetwork network(int seed) {
        return new MixtureDensityNetwork(ARCHITECTURE, new Head(2, Covariance.DIAGONAL, 0.25), seed);
    }

    private static List<Tensor> values(DensityModel model) {
        return model.variables().stream().map(Shared::get).toList();
    }

    private Path written(int seed) throws IOException {
        Path folder = temp.resolve("model" + seed);
        ModelFolder.write(folder, network(seed), Map.of("seed", seed));
        return folder;
    }

    private static void put(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The states that a killed write of model 2 over model 1 leaves, one after the other. */
    @Test
    void aKilledWriteLeavesTheOldModelOrTheNew() throws IOException {
        Path from = written(2);
        String digest = JsonFields.parse("", Files.readString(from.resolve("model.json")))
                .text("parameters");
        for (int step = 0; step < 3; step++) {
            Path folder = written(1);
            Path waiting = folder.resolve("." + digest + ".waiting.npz");
            put(from.resolve("parameters.npz"), waiting);
            if (step > 0) {
                put(from.resolve("model.json"), folder.resolve("model.json"));
            }
            if (step > 1) {
                Files.move(waiting, folder.resolve("parameters.npz"), StandardCopyOption.REPLACE_EXISTING);
            }
            assertThat(values(ModelFolder.read(folder))).isEqualTo(values(network(step == 0 ? 1 : 2)));
            assertThatThrownBy(() -> ModelFolder.write(folder, network(3), Map.of("bad", Double.NaN)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(values(ModelFolder.read(folder))).isEqualTo(values(network(step == 0 ? 1 : 2)));
            ModelFolder.write(folder, network(3), Map.of());
            assertThat(values(ModelFolder.read(folder))).isEqualTo(values(network(3)));
            assertThat(folder.toFile().list()).containsExactlyInAnyOrder("model.json", "parameters.npz");
        }
    }

    @Test
    void aSecondWriterIsRefused() throws IOException {
        Path folder = written(1);
        FolderLock.holding(
                folder,
                () -> assertThatThrownBy(() -> ModelFolder.write(folder, network(2), Map.of()))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("is being written by somebody else"));
        assertThat(values(ModelFolder.read(folder))).isEqualTo(values(network(1)));
        ModelFolder.write(folder, network(2), Map.of());
        assertThat(values(ModelFolder.read(folder))).isEqualTo(values(network(2)));
    }

    @Test
    void everyChangedLetterOrDigitOfTheDescriptionIsFound() throws IOException {
        Path json = written(1).resolve("model.json");
        String text = Files.readString(json);
        for (int i = 0; i < text.length(); i++) {
            char old = text.charAt(i);
            if (Character.isLetterOrDigit(old)) {
                char other = Character.isDigit(old) ? (char) ('0' + (old - '0' + 1) % 10) : old == 'x' ? 'y' : 'x';
                Files.writeString(json, text.substring(0, i) + other + text.substring(i + 1));
                assertThatThrownBy(() -> ModelFolder.read(json.getParent()))
                        .describedAs("%s at %d", old, i)
                        .isInstanceOf(FormatException.class);
            }
        }
    }

    @Test
    void notesInAnyOrderGiveTheSameBytes() throws IOException {
        Map<String, Integer> one = new LinkedHashMap<>();
        Map<String, Integer> other = new LinkedHashMap<>();
        for (int i = 0; i < 9; i++) {
            one.put("note" + i, i);
            other.put("note" + (8 - i), 8 - i);
        }
        ModelFolder.write(temp.resolve("one"), network(1), one);
        ModelFolder.write(temp.resolve("other"), network(1), other);
        assertThat(temp.resolve("one/model.json")).hasSameBinaryContentAs(temp.resolve("other/model.json"));
    }

    @Test
    void whatCouldNotBeReadIsNotWritten() {
        DensityModel plain = network(1);
        DensityModel standardised = new Standardised(network(2));
        List<DensityModel> refused = List.of(
                new Ensemble(List.of(plain, standardised)),
                new Ensemble(List.of(standardised, plain)),
                new Ensemble(List.of(new Ensemble(List.of(plain)))),
                new Standardised(standardised),
                new Standardised(new Ensemble(List.of(plain, network(3)))));
        for (DensityModel model : refused) {
            assertThatThrownBy(() -> ModelFolder.write(temp.resolve("none"), model, Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a model folder takes");
        }
        assertThat(temp.resolve("none")).doesNotExist();
    }

    @Test
    void aHugeNumberOfMembersIsRefusedBeforeTheyAreMade() throws IOException {
        Path json = written(1).resolve("model.json");
        Files.writeString(json, Files.readString(json).replace("\"members\": 0", "\"members\": 2000000000"));
        assertThatThrownBy(() -> ModelFolder.read(json.getParent()))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("'members' is 2000000000");
    }
}
