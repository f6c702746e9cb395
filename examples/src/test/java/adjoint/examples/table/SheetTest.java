package adjoint.examples.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import adjoint.examples.io.DataException;
import adjoint.tensor.Npy;
import adjoint.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SheetTest {
    @TempDir
    private Path folder;

    private Sheet sheet(String text) {
        Path file = folder.resolve("table.csv");
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Sheet.read(file);
    }

    private static double[][] all(Sheet sheet) {
        return sheet.numbers(sheet.names().stream().map(sheet::column).toList());
    }

    private void assertComplaint(String text, String... parts) {
        assertThatThrownBy(() -> all(sheet(text)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("table.csv")
                .hasMessageContainingAll(parts);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b\n1,2\n3,-4e1\n",
                "a;b\r\n1;2\r\n3;-4e1",
                "a\tb\n1\t2\n\n3\t-4e1\n",
                "  a   b\n 1 2\n3 \t -4e1",
                "# made today, at 12; yes\n\"a\", \"b\"\n1, 2\n3, -40.",
                "\uFEFFa,b\n1,2\n3,-4e1\n",
                "\n  \na,b\n1,2\n   \r\n3,-4e1\n ",
                "a,b,\n1,2,\n3,-4e1,\n"
            })
    void delimitersAndHeadersAreFoundOut(String text) {
        Sheet sheet = sheet(text);
        assertThat(sheet.names()).containsExactly("a", "b");
        assertThat(sheet.size()).isEqualTo(2);
        assertThat(all(sheet)).isDeepEqualTo(new double[][] {{1, 2}, {3, -40}});
        assertThat(sheet.numbers(List.of(1))).isDeepEqualTo(new double[][] {{2}, {-40}});
    }

    @Test
    void withoutAHeaderColumnsAreCountedFromZero() {
        Sheet sheet = sheet("1 2 3\n4 5 6\n");
        assertThat(sheet.names()).containsExactly("0", "1", "2");
        assertThat(sheet.size()).isEqualTo(2);
        assertThat(sheet.column("1")).isEqualTo(1);
        assertThat(sheet.column("-1")).isEqualTo(2);
    }

    @Test
    void aSingleColumnNeedsNoDelimiter() {
        assertThat(all(sheet("price\n1\n2\n"))).isDeepEqualTo(new double[][] {{1}, {2}});
    }

    @Test
    void quotedCellsMayHoldDelimiters() {
        Sheet sheet = sheet("\"floor, area\",b\n1,2\n");
        assertThat(sheet.names()).containsExactly("floor, area", "b");
        assertThat(sheet.column("floor, area")).isZero();
    }

    @Test
    void aNameWinsOverANumberAndTwoOfANameAreAmbiguous() {
        Sheet sheet = sheet("1,0,x,x\n5,6,7,8\n");
        assertThat(sheet.column("1")).isZero();
        assertThat(sheet.column("3")).isEqualTo(3);
        assertThatThrownBy(() -> sheet.column("x")).hasMessageContaining("columns 2 and 3");
    }

    @Test
    void unknownColumnsAreNamedWithThoseThereAre() {
        assertThatThrownBy(() -> sheet("a,b\n1,2\n").column("prize"))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("'prize'", "a, b");
        assertThatThrownBy(() -> sheet("1,2\n3,4\n").column("2")).hasMessageContaining("2 columns, counted from 0");
    }

    @Test
    void badCellsAreReportedByLineAndColumnOnceAskedFor() {
        assertComplaint("a,b\n1,2\n3,\n", "line 3", "column 'b'", "empty");
        assertComplaint("a,b\n1,2\n\n?,4\n", "line 4", "column 'a'", "missing ('?')");
        assertComplaint("a,b\n1,2\n3,four\n", "line 3", "'four' is not a finite number");
        assertComplaint("a,b\n1,2\n3,1e999\n", "'Infinity'");
        assertComplaint("a;b\n1;2\n3;4,5\n", "'4,5'", "decimal point");
        assertComplaint("1,2\n3,4f\n5,6\n", "line 2", "4f");
        Sheet sheet = sheet("name,b\nAnn,2\nBob,4\n");
        assertThat(sheet.numbers(List.of(1))).isDeepEqualTo(new double[][] {{2}, {4}});
    }

    @Test
    void raggedEmptyAndMissingFilesAreRefused() {
        assertComplaint("a,b\n1,2\n3,4,5\n", "line 3 has 3 cells, but line 1 has 2", "comma");
        assertComplaint("", "no rows");
        assertComplaint("a,b\n", "no rows");
        assertComplaint("a,b\n1,\"2\n", "quotes");
        assertComplaint("a\0,\0b\0\n\0", "UTF-8", ".npy");
        assertThatThrownBy(() -> Sheet.read(folder.resolve("none.csv")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("none.csv");
    }

    @Test
    void npyMatricesAreTables() throws IOException {
        Path file = folder.resolve("table.npy");
        Files.write(file, Npy.encode(Tensor.of(new double[][] {{1, 2}, {3, Double.NaN}})));
        Sheet sheet = Sheet.read(file);
        assertThat(sheet.numbers(List.of(0))).isDeepEqualTo(new double[][] {{1}, {3}});
        assertThatThrownBy(() -> all(sheet)).hasMessageContainingAll("table.npy", "row 1", "column '1'", "NaN");
        Files.write(file, Npy.encode(Tensor.of(new double[] {1, 2})));
        assertThatThrownBy(() -> Sheet.read(file)).hasMessageContainingAll("[2]", "matrix");
        Files.writeString(file, "1,2");
        assertThatThrownBy(() -> Sheet.read(file)).isInstanceOf(DataException.class);
    }

    @Test
    void anEndlessCellIsReadAtOnceAndShownInPart() throws IOException {
        Path file = folder.resolve("long.csv");
        Files.writeString(file, "a,b\n1," + "7".repeat(1_000_000) + "x\n");
        Sheet sheet = assertTimeoutPreemptively(Duration.ofSeconds(60), () -> Sheet.read(file));
        assertThatThrownBy(() -> sheet.numbers(List.of(1)))
                .hasMessageContaining("... (1000001 characters)")
                .hasMessageMatching("(?s).{0,300}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,000     | groups thousands, leave it out; if it is a decimal comma, write a decimal point",
                "1,000,000 | groups thousands, leave it out; correct",
                "1,5       | finite number; write a decimal point",
                "-12,3456  | finite number; write a decimal point",
                "1,2,3     | finite number; correct"
            })
    void theAdviceOnCommasIsThatOfWhatTheyMayMean(String cell, String advice) throws IOException {
        Path file = folder.resolve("commas.csv");
        Files.writeString(file, "a,b\n1,\"" + cell + "\"\n");
        assertThatThrownBy(() -> Sheet.read(file).numbers(List.of(1))).hasMessageContaining(advice);
    }

    @Test
    void aMissingFileIsSaidToBeMissing() {
        assertThatThrownBy(() -> Sheet.read(folder.resolve("none.csv"))).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> Sheet.read(folder)).hasMessageContaining("it is a folder");
    }
}
