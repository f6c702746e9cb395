package adjoint.expr;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every op that says that it can be computed in pieces: pieces need and change nothing but what they may. */
class RowsTest {
    static Stream<Sample> samples() {
        return OpTable.all().stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void piecesKeepToThemselves(Sample sample) {
        for (DType floats : List.of(DType.FLOAT64, DType.FLOAT32)) {
            Tensor[] in = sample.values(floats, 5);
            Op op = sample.op().resolve(Sample.SIZES);
            Tensor whole = empty(sample, floats);
            Optional<Rows> divisible = op.rows(in, whole);
            if (divisible.isEmpty() || divisible.get().count() < 2) {
                continue;
            }
            op.bind(in, whole).run();
            int count = divisible.get().count();
            for (int piece = 0; piece < count; piece++) {
                check(op, in, whole, piece, empty(sample, floats));
            }
        }
    }

    private static Tensor empty(Sample sample, DType floats) {
        Expr y = Expr.of(sample.op(), sample.variables(floats));
        Tensor out = Tensor.zeros(y.dtype(), y.shape().evaluate(Sample.SIZES));
        fill(out);
        return out;
    }

    /** Values that no piece computes, so that one sees what it has written. */
    private static void fill(Tensor tensor) {
        for (int i = 0; i < tensor.size() && tensor.dtype() != DType.BOOL; i++) {
            tensor.set(i, -77);
        }
    }

    private static void check(Op op, Tensor[] in, Tensor whole, int piece, Tensor out) {
        Rows rows = op.rows(in, out).orElseThrow();
        Tensor[] spoilt = new Tensor[in.length];
        for (int i = 0; i < in.length; i++) {
            spoilt[i] = rows.own()[i] ? onlyRow(in[i], piece, rows.count()) : in[i];
        }
        op.rows(spoilt, out).orElseThrow().code().bind(piece, piece + 1).run();
        int row = out.size() / rows.count();
        for (int i = 0; i < out.size() && rows.areRows(); i++) {
            boolean own = i / row == piece;
            if (own || out.dtype() != DType.BOOL) {
                assertThat(out.get(i)).isEqualTo(own ? whole.get(i) : -77);
            }
        }
    }

    private static Tensor onlyRow(Tensor tensor, int row, int count) {
        Tensor copy = tensor.copy();
        int length = tensor.size() / count;
        for (int i = 0; i < copy.size() && copy.dtype().isFloat(); i++) {
            if (i / length != row) {
                copy.set(i, Double.NaN);
            }
        }
        return copy;
    }

    @Test
    void rowsAreCountedAlongTheFirstAxisLongerThanOne() {
        assertThat(Rows.count(new int[] {1, 5, 2})).isEqualTo(5);
        assertThat(Rows.count(new int[] {5, 0})).isZero();
        assertThat(Rows.count(new int[] {})).isEqualTo(1);
        assertThat(Rows.axis(new int[] {1, 5, 2})).isEqualTo(1);
        assertThat(Rows.axis(new int[] {1, 1})).isEqualTo(1);
    }
}
