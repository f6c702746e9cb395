package adjoint.run;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;

/** Random tensors and comparisons for tests. */
final class Values {
    private Values() {}

    static Tensor random(SplittableRandom random, DType dtype, double low, double high, int... shape) {
        Tensor tensor = Tensor.zeros(dtype, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, low + (high - low) * random.nextDouble());
        }
        return tensor;
    }

    static void assertClose(List<Tensor> actual, List<Tensor> expected, double tolerance, String what) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertClose(actual.get(i), expected.get(i), tolerance, what + ", output " + i);
        }
    }

    /** Equal types, and elements that differ by at most the tolerance relative to the larger of 1 and their size. */
    static void assertClose(Tensor actual, Tensor expected, double tolerance, String what) {
        assertThat(actual.type()).as(what).isEqualTo(expected.type());
        for (int i = 0; i < expected.size(); i++) {
            double a = actual.get(i);
            double e = expected.get(i);
            boolean same =
                    Double.compare(a, e) == 0 || a == e || Math.abs(a - e) <= tolerance * Math.max(1, Math.abs(e));
            assertThat(same).as("%s, element %d: %s, not %s", what, i, a, e).isTrue();
        }
    }
}
