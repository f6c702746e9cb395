package adjoint.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CastsTest {
    private static final double[] D = {0, -1.7, 1e10, Double.NaN, 0.1, -0.0};

    @Test
    void fromDouble() {
        float[] f = new float[6];
        int[] i = new int[6];
        boolean[] b = new boolean[6];
        Casts.cast(D, f, 6);
        Casts.cast(D, i, 6);
        Casts.cast(D, b, 6);
        assertThat(f).containsExactly(0f, -1.7f, 1e10f, Float.NaN, 0.1f, -0f);
        assertThat(i).containsExactly(0, -1, Integer.MAX_VALUE, 0, 0, 0);
        assertThat(b).containsExactly(false, true, true, true, true, false);
    }

    @Test
    void fromFloat() {
        float[] f = {0.1f, -2.5f, 1e20f};
        double[] d = new double[3];
        int[] i = new int[3];
        boolean[] b = new boolean[3];
        Casts.cast(f, d, 3);
        Casts.cast(f, i, 3);
        Casts.cast(f, b, 3);
        assertThat(d).containsExactly(0.1f, -2.5, 1e20f);
        assertThat(i).containsExactly(0, -2, Integer.MAX_VALUE);
        assertThat(b).containsOnly(true);
    }

    @Test
    void fromInt() {
        int[] i = {0, -3, 16777217};
        double[] d = new double[3];
        float[] f = new float[3];
        boolean[] b = new boolean[3];
        Casts.cast(i, d, 3);
        Casts.cast(i, f, 3);
        Casts.cast(i, b, 3);
        assertThat(d).containsExactly(0, -3, 16777217);
        assertThat(f).containsExactly(0, -3, 16777216);
        assertThat(b).containsExactly(false, true, true);
    }

    @Test
    void fromBoolean() {
        boolean[] b = {true, false};
        double[] d = new double[2];
        float[] f = new float[2];
        int[] i = new int[2];
        Casts.cast(b, d, 2);
        Casts.cast(b, f, 2);
        Casts.cast(b, i, 2);
        assertThat(d).containsExactly(1, 0);
        assertThat(f).containsExactly(1, 0);
        assertThat(i).containsExactly(1, 0);
    }
}
