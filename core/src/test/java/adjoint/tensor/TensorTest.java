package adjoint.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
    @ParameterizedTest
    @EnumSource
    void everyElementTypeHoldsReadsAndWrites(DType dtype) {
        Tensor tensor = Tensor.zeros(dtype, 2, 3);
        tensor.set(4, 1);
        assertThat(tensor.at(1, 1)).isEqualTo(1);
        assertThat(tensor.toDoubles()).containsExactly(0, 0, 0, 0, 1, 0);
        assertThat(tensor.copy()).isEqualTo(tensor).hasSameHashCodeAs(tensor).isNotSameAs(tensor);
        assertThat(tensor.cast(dtype)).isEqualTo(tensor);
        assertThat(tensor.reshape(3, 2).array()).isSameAs(tensor.array());
        assertThat(tensor.type()).isEqualTo(Type.of(dtype, 2, 3));
        assertThat(Tensor.full(dtype, 1, 2).toDoubles()).containsExactly(1, 1);
        assertThat(Tensor.over(dtype.newArray(5), 2, 2).size()).isEqualTo(4);
        assertThat(dtype.bytes()).isPositive();
    }

    @Test
    void castsRoundAsJavaDoes() {
        Tensor values = Tensor.of(new double[] {0.1, -2.7, Double.NaN, 1e300, 0});
        assertThat(values.cast(DType.FLOAT32).toDoubles())
                .containsExactly((double) 0.1f, (double) -2.7f, Double.NaN, Double.POSITIVE_INFINITY, 0);
        assertThat(values.cast(DType.INT32).toDoubles()).containsExactly(0, -2, 0, Integer.MAX_VALUE, 0);
        assertThat(values.cast(DType.BOOL).toDoubles()).containsExactly(1, 1, 1, 1, 0);
    }

    @Test
    void emptyAndScalar() {
        Tensor empty = Tensor.zeros(DType.FLOAT64, 0, 3);
        assertThat(empty.size()).isZero();
        assertThat(empty.toDoubles()).isEmpty();
        assertThat(empty).isEqualTo(empty.copy()).isNotEqualTo(Tensor.zeros(DType.FLOAT64, 3, 0));
        assertThat(Tensor.of(2.5).scalar()).isEqualTo(2.5);
        assertThat(Tensor.of(2.5).at()).isEqualTo(2.5);
        assertThat(Tensor.of(new double[0][0]).shape()).containsExactly(0, 0);
        assertThatThrownBy(empty::scalar).hasMessageContaining("[0, 3]");
    }

    @Test
    void equalMeansTheSameBits() {
        assertThat(Tensor.of(Double.NaN)).isEqualTo(Tensor.of(Double.NaN));
        assertThat(Tensor.of(0.0)).isNotEqualTo(Tensor.of(-0.0));
        assertThat(Tensor.of(1)).isNotEqualTo(Tensor.of(1).cast(DType.FLOAT32));
        assertThat(Tensor.of(new double[] {1})).isNotEqualTo(Tensor.of(1));
        assertThat(Tensor.over(new double[] {1, 9}, 1)).isEqualTo(Tensor.of(new double[] {1}));
    }

    @Test
    void factoriesCopyButOverShares() {
        double[] values = {1, 2};
        Tensor copied = Tensor.of(values);
        Tensor shared = Tensor.over(values, 2);
        values[0] = 5;
        assertThat(copied.get(0)).isEqualTo(1);
        assertThat(shared.get(0)).isEqualTo(5);
        int[] shape = {2};
        Tensor tensor = Tensor.over(values, shape);
        shape[0] = 1;
        assertThat(tensor.dim(0)).isEqualTo(2);
        tensor.shape()[0] = 7;
        assertThat(tensor.hasShape(2)).isTrue();
    }

    @Test
    void whatDoesNotFitIsSaid() {
        assertThatThrownBy(() -> Tensor.over(new double[3], 2, 2)).hasMessageContainingAll("3 elements", "[2, 2]");
        assertThatThrownBy(() -> Tensor.over(new long[3], 3)).hasMessageContaining("long[]");
        assertThatThrownBy(() -> Tensor.zeros(DType.FLOAT64, -1)).hasMessageContaining("[-1]");
        assertThatThrownBy(() -> Tensor.sizeOf(100_000, 100_000)).hasMessageContaining("larger than a Java array");
        assertThat(Tensor.sizeOf(100_000, 100_000, 0)).isZero();
        assertThatThrownBy(() -> Tensor.of(new double[][] {{1, 2}, {3}})).hasMessageContainingAll("row 1", "1");
        assertThatThrownBy(() -> Tensor.of(new double[] {1, 2}).reshape(3)).hasMessageContainingAll("[2]", "[3]");
        assertThatThrownBy(() -> Tensor.zeros(DType.FLOAT64, 2, 3).at(0))
                .hasMessageContainingAll("1 indices", "[2, 3]");
        assertThatThrownBy(() -> Tensor.zeros(DType.FLOAT64, 2, 3).at(0, 3))
                .isInstanceOf(adjoint.tensor.AdjointException.class)
                .hasMessageContainingAll("index 3", "axis 1");
        assertThatThrownBy(() -> Tensor.of(1).assign(Tensor.of(1).cast(DType.FLOAT32)))
                .hasMessageContainingAll("float32", "float64");
    }

    @Test
    void printingIsShort() {
        assertThat(Tensor.of(1.5)).hasToString("1.5");
        assertThat(Tensor.of(new int[] {1, 2})).hasToString("int32[2]{1, 2}");
        assertThat(Tensor.zeros(DType.FLOAT32, 1000).toString())
                .endsWith(", ...}")
                .hasSizeLessThan(80);
        assertThat(Tensor.of(new boolean[] {true})).hasToString("bool[1]{true}");
    }
}
