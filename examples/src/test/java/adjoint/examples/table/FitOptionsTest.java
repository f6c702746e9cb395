package adjoint.examples.table;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.mdn.fit.FitSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class FitOptionsTest {
    private static FitSettings settings(int rows, String... arguments) {
        return CommandLine.populateCommand(new FitOptions(), arguments).settings(rows);
    }

    @ParameterizedTest
    @CsvSource({"30, 16, 300", "1030, 16, 300", "1599, 16, 200", "9568, 74, 153", "45730, 357, 155", "515345, 4026, 155"
    })
    void largeTablesHaveLargeBatchesAndFewEpochsByDefault(int rows, int batch, int epochs) {
        FitSettings settings = settings(rows);
        assertThat(settings.batch()).isEqualTo(batch);
        assertThat(settings.epochs()).isEqualTo(epochs);
    }

    @Test
    void batchAndEpochsAreAsAskedForOnAnyTable() {
        FitSettings settings = settings(9568, "--batch", "8", "--epochs", "1000");
        assertThat(settings.batch()).isEqualTo(8);
        assertThat(settings.epochs()).isEqualTo(1000);
    }
}
