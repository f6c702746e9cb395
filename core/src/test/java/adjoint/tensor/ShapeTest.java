package adjoint.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private static Shape shape(Object... sizes) {
        return Shape.of(sizes);
    }

    @Test
    void broadcastingAlignsAtTheLastAxis() {
        assertThat(shape("n", 3).broadcast(shape(3))).isEqualTo(shape("n", 3));
        assertThat(shape("n", 1).broadcast(shape(1, "m"))).isEqualTo(shape("n", "m"));
        assertThat(shape().broadcast(shape(2, "n"))).isEqualTo(shape(2, "n"));
        assertThat(shape(1).broadcast(shape(0))).isEqualTo(shape(0));
        assertThat(shape("n").broadcast(shape("n"))).isEqualTo(shape("n"));
        assertThatThrownBy(() -> shape("n", 3).broadcast(shape("m", 3)))
                .hasMessageContainingAll("[n, 3]", "[m, 3]", "axis -2", "n meets m");
        assertThatThrownBy(() -> shape(2).broadcast(shape("n"))).hasMessageContaining("2 meets n");
        assertThatThrownBy(() -> shape(2).broadcast(shape(3))).hasMessageContaining("2 meets 3");
    }

    @Test
    void whatBroadcastsToWhat() {
        assertThat(shape(1, 3).broadcastsTo(shape("n", 3))).isTrue();
        assertThat(shape().broadcastsTo(shape("n"))).isTrue();
        assertThat(shape("n", 3).broadcastsTo(shape(3))).isFalse();
        assertThat(shape("n").broadcastsTo(shape(1))).isFalse();
        assertThat(shape("n").broadcastsTo(shape("m"))).isFalse();
    }

    @Test
    void axesAndSizes() {
        Shape shape = shape("n", 3, "m");
        assertThat(shape.size()).isEqualTo(Dim.named("n").times(Dim.named("m")).times(Dim.of(3)));
        assertThat(shape.axis(-1)).isEqualTo(2);
        assertThat(shape.without(Axes.of(shape, 0, -1))).isEqualTo(shape(3));
        assertThat(shape(3).expanded(Axes.at(0, 2))).isEqualTo(shape(1, 3, 1));
        assertThat(shape.with(1, Dim.of(4))).isEqualTo(shape("n", 4, "m"));
        assertThat(shape.evaluate(Map.of("n", 2, "m", 5))).containsExactly(2, 3, 5);
        assertThat(shape.isKnown()).isFalse();
        assertThat(Shape.SCALAR.size()).isEqualTo(Dim.ONE);
        assertThat(shape).hasToString("[n, 3, m]");
        assertThatThrownBy(() -> shape.axis(3)).hasMessageContainingAll("axis 3", "[n, 3, m]", "0 to 2");
        assertThatThrownBy(() -> Shape.SCALAR.axis(0)).hasMessageContaining("rank 0");
        assertThatThrownBy(() -> Axes.of(shape, 1, -2)).hasMessageContaining("named twice");
    }

    @Test
    void aNameMeansOneNumberThroughoutACall() {
        Sizes sizes = new Sizes();
        sizes.match("x", Type.of(DType.FLOAT64, "batch", 3), 5, 3);
        sizes.match("y", Type.of(DType.FLOAT64, "batch"), 5);
        assertThat(sizes.numbers()).containsExactly(Map.entry("batch", 5));
        assertThatThrownBy(() -> sizes.match("z", Type.of(DType.FLOAT64, "batch"), 6))
                .hasMessageContainingAll("'batch' is 6 on axis 0 of z", "5 on axis 0 of x");
        assertThatThrownBy(() -> sizes.match("z", Type.of(DType.FLOAT64, 4), 3))
                .hasMessageContainingAll("axis 0 of z must be 4 but is 3");
        assertThatThrownBy(() -> sizes.match("z", Type.of(DType.FLOAT64, 4), 4, 1))
                .hasMessageContainingAll("z", "rank 1", "[4, 1]");
        assertThatThrownBy(() -> sizes.match("z", Type.of(DType.FLOAT32), Tensor.of(1)))
                .hasMessageContainingAll("z is float32", "float64", "cast(DType.FLOAT32)");
    }

    @Test
    void polynomialsAreCheckedWhicheverInputComesFirst() {
        Dim twice = Dim.named("n").times(Dim.of(2));
        Type pairs = Type.of(DType.FLOAT64, twice);
        Type single = Type.of(DType.FLOAT64, "n");
        Sizes before = new Sizes();
        before.match("x", single, 3);
        before.match("pairs", pairs, 6);
        assertThatThrownBy(() -> before.match("pairs", pairs, 7)).hasMessageContaining("must be 2*n = 6 but is 7");
        Sizes after = new Sizes();
        after.match("pairs", pairs, 7);
        assertThatThrownBy(() -> after.match("x", single, 3))
                .hasMessageContaining("axis 0 of pairs must be 2*n = 6 but is 7");
    }
}
