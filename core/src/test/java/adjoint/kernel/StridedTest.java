package adjoint.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Array;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strided copies and their adjoint against walking every index. */
class StridedTest {
    private static final Class<?>[] TYPES = {double.class, float.class, int.class, boolean.class};

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void equalsWalkingEveryIndex(int rank) {
        Random random = new Random(rank);
        for (int trial = 0; trial < 200; trial++) {
            int[] dims = random.ints(rank, trial % 20 == 0 ? 0 : 1, rank < 3 ? 40 : 6)
                    .toArray();
            int[] strides = new int[rank];
            int offset = random.nextInt(5);
            int size = offset + 1;
            // Compact strides in a random order of the axes, some reversed, spread or broadcast.
            int step = 1;
            for (int axis : order(rank, random)) {
                strides[axis] = random.nextInt(6) == 0 ? 0 : step;
                int reach = strides[axis] * Math.max(0, dims[axis] - 1);
                step = Math.max(step, strides[axis] * dims[axis] + random.nextInt(2));
                size += reach;
                if (random.nextInt(4) == 0) {
                    strides[axis] = -strides[axis];
                    offset += reach;
                }
            }
            for (Class<?> type : TYPES) {
                check(type, size, offset, strides, dims, random);
            }
        }
    }

    private static int[] order(int rank, Random random) {
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        for (int i = 0; i < rank && random.nextBoolean(); i++) {
            order[i] = rank - 1 - i;
            if (i == rank - 1) {
                return order;
            }
        }
        return permutation(rank, random);
    }

    private static int[] permutation(int rank, Random random) {
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static void check(Class<?> type, int size, int offset, int[] strides, int[] dims, Random random) {
        int count = 1;
        for (int dim : dims) {
            count *= dim;
        }
        Object src = array(type, size, random);
        Object dst = Array.newInstance(type, count);
        Strided.copy(src, offset, strides, dims, dst);
        for (int i = 0; i < count; i++) {
            assertThat(Array.get(dst, i)).isEqualTo(Array.get(src, position(i, offset, strides, dims)));
        }
        if (type == boolean.class) {
            return;
        }
        Object update = array(type, count, random);
        double[] expected = new double[size];
        Object target = array(type, size, random);
        for (int i = 0; i < size; i++) {
            expected[i] = ((Number) Array.get(target, i)).doubleValue();
        }
        for (int i = 0; i < count; i++) {
            expected[position(i, offset, strides, dims)] += ((Number) Array.get(update, i)).doubleValue();
        }
        Strided.add(target, offset, strides, dims, update);
        for (int i = 0; i < size; i++) {
            assertThat(((Number) Array.get(target, i)).doubleValue()).isEqualTo(expected[i]);
        }
    }

    private static int position(int i, int offset, int[] strides, int[] dims) {
        int position = offset;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            position += i % dims[axis] * strides[axis];
            i /= dims[axis];
        }
        return position;
    }

    /** Small whole numbers, so that sums are exact in every type. */
    private static Object array(Class<?> type, int size, Random random) {
        Object array = Array.newInstance(type, size);
        for (int i = 0; i < size; i++) {
            if (type == boolean.class) {
                Array.setBoolean(array, i, random.nextBoolean());
            } else if (type == int.class) {
                Array.setInt(array, i, random.nextInt(100));
            } else {
                Array.set(
                        array,
                        i,
                        type == float.class ? (Object) (float) random.nextInt(100) : (double) random.nextInt(100));
            }
        }
        return array;
    }

    @Test
    void aTransposedMatrix() {
        double[] t = new double[6];
        Strided.copy(new double[] {1, 2, 3, 4, 5, 6}, 0, new int[] {1, 3}, new int[] {3, 2}, t);
        assertThat(t).containsExactly(1, 4, 2, 5, 3, 6);
    }

    @Test
    void otherTypesAreNamed() {
        int[] one = {1};
        assertThatThrownBy(() -> Strided.add(new boolean[1], 0, one, one, new boolean[1]))
                .hasMessageContaining("add works on double[], float[] and int[], not on boolean[]");
    }
}
