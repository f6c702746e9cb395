package adjoint.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PeerTableTest {
    private static final String RESULT = "{'library': 'Other', 'version': '1.2', 'dtype': '%s', 'threads': %d,"
            + " 'lossError': 1e-16, 'gradientError': %s, 'step': %d, 'stepOurs': 100, 'tiny': 20, 'tinyOurs': 2,"
            + " 'build': 7, 'buildOurs': 3, 'coldBuild': 90, 'coldBuildOurs': 40}";

    @Test
    void theReadmeShowsTheKeptResults() throws IOException {
        String kept = Files.readString(Path.of("benchmarks", "peers.json"));
        assertThat(Files.readString(Path.of("README.md"))).contains(PeerTable.of(kept));
    }

    @Test
    void ratiosAreThoseOfTheSameRun() {
        String table = PeerTable.of("[" + result("FLOAT64", 1, "2e-15", 150) + result("FLOAT64", 2, "3e-15", 160)
                + result("FLOAT32", 1, "1e-6", 170) + result("FLOAT32", 2, "2e-6", 80) + "]");
        assertThat(table)
                .contains("| Adjoint | 100 | 100 | 100 | 100 |\n")
                .contains("| Other 1.2 | 150 (1.50) | 160 (1.60) | 170 (1.70) | 80 (0.80) |\n")
                .contains("| Other 1.2 | 20 (10) | 20 (10) | 7.0 | 90 |\n")
                .contains("at most 3e-15 in float64 and 2e-06 in float32");
    }

    private static String result(String dtype, int threads, String gradientError, int step) {
        return RESULT.formatted(dtype, threads, gradientError, step).replace('\'', '"')
                + (dtype.equals("FLOAT32") && threads == 2 ? "" : ",");
    }
}
