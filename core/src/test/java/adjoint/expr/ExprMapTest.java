package adjoint.expr;

import static adjoint.Adjoint.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the map of the library, on keys that are neighbours, far apart, or in overlapping stretches. */
class ExprMapTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 1000})
    void doesWhatAnIdentityMapDoes(int gap) {
        List<Expr> nodes = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            Expr node = scalar("x");
            if (i % gap == 0 || i % 1000 < 100) {
                nodes.add(node);
            }
        }
        SplittableRandom random = new SplittableRandom(gap);
        ExprMap<Integer> map = new ExprMap<>(random.nextInt(100));
        Map<Expr, Integer> expected = new IdentityHashMap<>();
        for (int i = 0; i < 10_000; i++) {
            Expr node = nodes.get(random.nextInt(nodes.size()));
            switch (random.nextInt(3)) {
                case 0 -> assertThat(map.put(node, i)).isEqualTo(expected.put(node, i));
                case 1 -> assertThat(map.get(node)).isEqualTo(expected.get(node));
                default -> assertThat(map.containsKey(node)).isEqualTo(expected.containsKey(node));
            }
        }
        for (Expr node : nodes) {
            Integer before = expected.get(node);
            assertThat(map.computeIfAbsent(node, key -> -1)).isEqualTo(before == null ? -1 : before);
        }
    }
}
