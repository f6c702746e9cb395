package adjoint.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IndexTest {
    private static final int[] ROWS = {2, 0, 2};

    @Test
    void gathersRows() {
        double[] d = new double[6];
        Index.gatherRows(new double[] {1, 2, 3, 4, 5, 6}, 2, ROWS, 3, d);
        assertThat(d).containsExactly(5, 6, 1, 2, 5, 6);
        boolean[] b = new boolean[2];
        Index.gatherRows(new boolean[] {false, false, true}, 1, ROWS, 2, b);
        assertThat(b).containsExactly(true, false);
    }

    @Test
    void scatteringAddsRepeatedRows() {
        double[] d = {0, 0, 10, 10, 0, 0};
        Index.scatterAddRows(d, 2, ROWS, 3, new double[] {1, 2, 3, 4, 5, 6});
        assertThat(d).containsExactly(3, 4, 10, 10, 6, 8);
        float[] f = {1, 1, 1};
        Index.scatterAddRows(f, 1, ROWS, 3, new float[] {1, 2, 4});
        assertThat(f).containsExactly(3, 1, 6);
        int[] i = {1, 1, 1};
        Index.scatterAddRows(i, 1, ROWS, 2, new int[] {1, 2});
        assertThat(i).containsExactly(3, 1, 2);
    }

    @Test
    void aWrongIndexIsNamedBeforeAnythingIsWritten() {
        double[] d = new double[4];
        assertThatThrownBy(() -> Index.scatterAddRows(d, 2, new int[] {0, 2}, 2, new double[] {1, 1, 1, 1}))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("index 2 at position 1 is out of bounds: there are 2 rows, so indices run from 0 to 1");
        assertThat(d).containsOnly(0);
        assertThatThrownBy(() -> Index.gatherRows(d, 2, new int[] {-1}, 1, new double[2]))
                .hasMessageContaining("index -1");
        assertThatThrownBy(() -> Index.scatterAddRows(new boolean[1], 1, new int[] {0}, 1, new boolean[1]))
                .hasMessageContaining("not on boolean[]");
    }

    @Test
    void emptyRowsAndNoRowsAreFine() {
        Index.gatherRows(new double[0], 0, ROWS, 3, new double[0]);
        Index.scatterAddRows(new double[0], 2, new int[0], 0, new double[0]);
    }
}
