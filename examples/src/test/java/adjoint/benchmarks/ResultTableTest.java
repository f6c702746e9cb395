package adjoint.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTableTest {
    private static final Path RESULTS = Path.of("benchmarks", "results.json");

    @TempDir
    private Path folder;

    @Test
    void theReadmeShowsTheKeptResults() throws IOException {
        assertThat(Files.readString(Path.of("README.md"))).contains(ResultTable.of(Files.readString(RESULTS)));
    }

    @Test
    void onlyWhatStandsBetweenTheMarkersIsReplaced() throws IOException {
        Path readme = folder.resolve("README.md");
        Files.writeString(readme, "before\n<!-- benchmarks -->\nold\n<!-- /benchmarks -->\nafter\n");
        ResultTable.write(RESULTS, readme);
        assertThat(Files.readString(readme))
                .startsWith("before\n<!-- benchmarks -->\n")
                .endsWith("<!-- /benchmarks -->\nafter\n")
                .contains("| MDN | 300 | 128 |")
                .doesNotContain("\nold\n");
    }

    @Test
    void missingMarkersAreAnError() throws IOException {
        Path readme = folder.resolve("README.md");
        Files.writeString(readme, "no table here\n");
        assertThatThrownBy(() -> ResultTable.write(RESULTS, readme)).hasMessageContaining("put them in");
    }
}
