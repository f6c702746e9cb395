package adjoint.examples.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.examples.io.DataException;
import adjoint.examples.io.OutputFolder;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.mixture.Normal;
import adjoint.mdn.mixture.Scores;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitCheckpointTest {
    @TempDir
    Path temp;

    private FitCheckpoint open() {
        return FitCheckpoint.open(OutputFolder.open(temp), new JsonObject(), true);
    }

    @Test
    void damagedScoresCountAsNothing() throws IOException {
        Scores scores = Scores.of(
                List.of(new Mixture(new double[] {1}, Normal.diagonal(new double[] {0}, 1))), new double[][] {{1}}, 1);
        open().finish("split-0", scores);
        assertThat(open().scores("split-0")).contains(scores);
        assertThat(open().scores("split-1")).isEmpty();
        Path file = temp.resolve("fit.checkpoint/split-0.json");
        String text = Files.readString(file);
        for (String damaged : List.of(
                "",
                "null",
                "[]",
                "{}",
                "7",
                "\"text\"",
                "{\"scores\": {}}",
                "{\"scores\": null, \"digest\": null}",
                "{\"scores\": 3}",
                text.substring(0, text.length() / 2),
                text.replaceFirst("\\d", "x"),
                text.replaceFirst("0", "1"))) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> open().scores("split-0"))
                    .describedAs(damaged)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("split-0.json: is damaged; remove it");
        }
    }
}
