package adjoint.examples.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.examples.io.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitsTest {
    @TempDir
    private Path folder;

    private List<Splits.Split> read(String text) throws IOException {
        Path file = folder.resolve("splits");
        Files.writeString(file, text);
        return Splits.read(file, 5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 3\n\n0,2,4 # all but\n",
                "0,2,4;1,3\n1 3 ; 0 2 4\n",
                "[{\"test\": [1, 3]}, {\"train\": [1, 3], \"test\": [0, 2, 4]}]",
                "{\"splits\": [{\"train\": [0, 2, 4], \"test\": [1, 3]}, {\"test\": [0, 2, 4]}]}"
            })
    void severalNotationsAreUnderstood(String text) throws IOException {
        List<Splits.Split> splits = read(text);
        assertThat(splits).hasSize(2);
        assertThat(splits.get(0).train()).containsExactly(0, 2, 4);
        assertThat(splits.get(0).test()).containsExactly(1, 3);
        assertThat(splits.get(1).train()).containsExactly(1, 3);
        assertThat(splits.get(1).test()).containsExactly(0, 2, 4);
    }

    @Test
    void publishedFoldersAreUnderstood() throws IOException {
        Files.writeString(folder.resolve("index_train_0.txt"), "0.000000000000000000e+00\n2.0e+00\n");
        Files.writeString(folder.resolve("index_test_0.txt"), "4.000000000000000000e+00\n");
        List<Splits.Split> splits = Splits.read(folder, 5);
        assertThat(splits).hasSize(1);
        assertThat(splits.get(0).train()).containsExactly(0, 2);
        assertThat(splits.get(0).test()).containsExactly(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 5|there is no row 5",
                "1.5|there is no row 1.5",
                "-1|there is no row -1",
                "1 x|'x' is no row number",
                "0 1 2;2 3|row 2 is to be trained and tested on",
                "0 1 2 3 4|0 training and 5 test rows",
                "0;|1 training and 0 test rows",
                "0;1;2|2 semicolons",
                "[{\"train\": [1]}]|no \"test\"",
                "[{\"test\": 1}]|no list of splits",
                "[1, 2]|no list of splits",
                "{\"test\": [1]}|under \"splits\"",
                "[{|no list of splits",
                "'# nothing'|no splits"
            })
    void badSplitsAreRefusedWithTheirPlace(String text, String complaint) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(complaint);
    }

    @Test
    void missingFilesAreNamed() {
        assertThatThrownBy(() -> Splits.read(folder.resolve("none"), 5))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("none");
    }
}
