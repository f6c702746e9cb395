package adjoint.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DimTest {
    private final Dim n = Dim.named("n");
    private final Dim m = Dim.named("m");

    private static Dim random(Random random, int depth) {
        if (depth == 0) {
            return switch (random.nextInt(3)) {
                case 0 -> Dim.named("n");
                case 1 -> Dim.named("m");
                default -> Dim.of(random.nextInt(4));
            };
        }
        Dim a = random(random, depth - 1);
        Dim b = random(random, depth - 1);
        return random.nextBoolean() ? a.plus(b) : a.times(b);
    }

    /** Polynomials behave as the numbers they become: sums, products, differences and quotients. */
    @Test
    void algebraAgreesWithNumbers() {
        Random random = new Random(1);
        Map<String, Integer> sizes = Map.of("n", 5, "m", 7);
        for (int i = 0; i < 2_000; i++) {
            Dim a = random(random, random.nextInt(3));
            Dim b = random(random, random.nextInt(3));
            int x = a.evaluate(sizes);
            int y = b.evaluate(sizes);
            assertThat(a.plus(b).evaluate(sizes)).isEqualTo(x + y);
            assertThat(a.times(b).evaluate(sizes)).isEqualTo(x * y);
            assertThat(a.plus(b)).isEqualTo(b.plus(a)).hasSameHashCodeAs(b.plus(a));
            assertThat(a.times(b)).isEqualTo(b.times(a)).hasSameHashCodeAs(b.times(a));
            assertThat(a.plus(b).minus(b)).isEqualTo(a);
            a.times(b).dividedBy(b).ifPresent(quotient -> assertThat(quotient).isEqualTo(a));
            a.dividedBy(b).ifPresent(quotient -> assertThat(quotient.times(b)).isEqualTo(a));
        }
    }

    @Test
    void quotientsExistWhereTheyAreExactForEverySize() {
        assertThat(n.times(Dim.of(6)).dividedBy(Dim.of(3))).contains(n.times(Dim.of(2)));
        assertThat(n.times(m).dividedBy(m)).contains(n);
        assertThat(n.times(n).plus(n).dividedBy(n)).contains(n.plus(Dim.ONE));
        assertThat(n.plus(m).dividedBy(n.plus(m))).contains(Dim.ONE);
        assertThat(n.dividedBy(Dim.of(2))).isEmpty();
        assertThat(n.plus(Dim.ONE).dividedBy(n)).isEmpty();
        assertThat(n.dividedBy(m)).isEmpty();
        assertThat(n.dividedBy(Dim.of(0))).isEmpty();
        assertThat(Dim.of(0).dividedBy(Dim.of(3))).contains(Dim.of(0));
    }

    @Test
    void printing() {
        assertThat(Dim.of(0)).hasToString("0");
        assertThat(Dim.of(240)).hasToString("240");
        assertThat(n.times(m).times(Dim.of(3))).hasToString("3*m*n");
        assertThat(n.minus(Dim.ONE)).hasToString("n-1");
        assertThat(Dim.of(3).minus(n)).hasToString("-n+3");
        assertThat(n.minus(n)).hasToString("0").isEqualTo(Dim.of(0));
    }

    @Test
    void theNumberOneIsOne() {
        assertThat(n.minus(n).plus(Dim.ONE).isOne()).isTrue();
        assertThat(n.plus(Dim.ONE).minus(n)).isSameAs(Dim.ONE);
        assertThat(n.isOne()).isFalse();
        assertThat(n.isKnown()).isFalse();
        assertThat(Dim.of(5).size()).isEqualTo(5);
        assertThat(n.times(m).plus(n).names()).containsExactly("m", "n");
    }

    @Test
    void whatCannotBeASize() {
        assertThatThrownBy(() -> Dim.of(-1)).isInstanceOf(ShapeException.class).hasMessageContaining("-1");
        assertThatThrownBy(() -> Dim.of(2).minus(Dim.of(3))).hasMessageContaining("negative");
        assertThatThrownBy(n::size).hasMessageContaining("size n is not known before a call");
        assertThatThrownBy(() -> n.evaluate(Map.of("m", 1)))
                .hasMessageContaining("'n'")
                .hasMessageContaining("{m=1}");
        assertThatThrownBy(() -> n.minus(Dim.of(3)).evaluate(Map.of("n", 2))).hasMessageContaining("becomes -1");
        assertThatThrownBy(() -> n.times(n).evaluate(Map.of("n", 100_000))).hasMessageContaining("10000000000");
        assertThatThrownBy(() -> Dim.from(2.5)).hasMessageContaining("2.5");
        assertThatThrownBy(() -> Dim.from(null)).hasMessageContaining("null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "1n", "n*m", "-n", "n+1"})
    void whatCannotBeAName(String name) {
        assertThatThrownBy(() -> Dim.named(name))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("'" + name + "'");
    }
}
