package adjoint.expr;

/**
 * One elementwise op bound to fixed arrays: {@code run(n)} computes the first n elements of its output from the first n of
 * its inputs. The nested types are the forms that kernels come in, so that a stanza can name one: a loop of its own for
 * each op and element type is what lets the JIT vectorise it.
 */
@FunctionalInterface
public interface Loop {
    void run(int n);

    /** A kernel waiting for its arrays. */
    @FunctionalInterface
    interface Kernel {
        Loop over(Object[] in, Object out);
    }

    @FunctionalInterface
    interface Unary64 {
        void run(double[] a, double[] o, int n);
    }

    @FunctionalInterface
    interface Unary32 {
        void run(float[] a, float[] o, int n);
    }

    @FunctionalInterface
    interface Binary64 {
        void run(double[] a, double[] b, double[] o, int n);
    }

    @FunctionalInterface
    interface Binary32 {
        void run(float[] a, float[] b, float[] o, int n);
    }

    @FunctionalInterface
    interface Compare64 {
        void run(double[] a, double[] b, boolean[] o, int n);
    }

    @FunctionalInterface
    interface Compare32 {
        void run(float[] a, float[] b, boolean[] o, int n);
    }

    @FunctionalInterface
    interface Select64 {
        void run(boolean[] c, double[] a, double[] b, double[] o, int n);
    }

    @FunctionalInterface
    interface Select32 {
        void run(boolean[] c, float[] a, float[] b, float[] o, int n);
    }

    private static Kernel of(Unary64 f) {
        return (in, out) -> {
            double[] a = (double[]) in[0];
            double[] o = (double[]) out;
            return n -> f.run(a, o, n);
        };
    }

    private static Kernel of(Unary32 f) {
        return (in, out) -> {
            float[] a = (float[]) in[0];
            float[] o = (float[]) out;
            return n -> f.run(a, o, n);
        };
    }

    private static Kernel of(Binary64 f) {
        return (in, out) -> {
            double[] a = (double[]) in[0];
            double[] b = (double[]) in[1];
            double[] o = (double[]) out;
            return n -> f.run(a, b, o, n);
        };
    }

    private static Kernel of(Binary32 f) {
        return (in, out) -> {
            float[] a = (float[]) in[0];
            float[] b = (float[]) in[1];
            float[] o = (float[]) out;
            return n -> f.run(a, b, o, n);
        };
    }

    private static Kernel of(Compare64 f) {
        return (in, out) -> {
            double[] a = (double[]) in[0];
            double[] b = (double[]) in[1];
            boolean[] o = (boolean[]) out;
            return n -> f.run(a, b, o, n);
        };
    }

    private static Kernel of(Compare32 f) {
        return (in, out) -> {
            float[] a = (float[]) in[0];
            float[] b = (float[]) in[1];
            boolean[] o = (boolean[]) out;
            return n -> f.run(a, b, o, n);
        };
    }

    private static Kernel of(Select64 f) {
        return (in, out) -> {
            boolean[] c = (boolean[]) in[0];
            double[] a = (double[]) in[1];
            double[] b = (double[]) in[2];
            double[] o = (double[]) out;
            return n -> f.run(c, a, b, o, n);
        };
    }

    private static Kernel of(Select32 f) {
        return (in, out) -> {
            boolean[] c = (boolean[]) in[0];
            float[] a = (float[]) in[1];
            float[] b = (float[]) in[2];
            float[] o = (float[]) out;
            return n -> f.run(c, a, b, o, n);
        };
    }

    /** An op's kernels, one an element type. */
    record Pair(Kernel float64, Kernel float32) {
        static Pair of(Unary64 f64, Unary32 f32) {
            return new Pair(Loop.of(f64), Loop.of(f32));
        }

        static Pair of(Binary64 f64, Binary32 f32) {
            return new Pair(Loop.of(f64), Loop.of(f32));
        }

        static Pair comparing(Compare64 f64, Compare32 f32) {
            return new Pair(Loop.of(f64), Loop.of(f32));
        }

        static Pair of(Select64 f64, Select32 f32) {
            return new Pair(Loop.of(f64), Loop.of(f32));
        }

        /** The kernel for the element type that the last input has, or null. */
        Kernel forInputs(Object[] in) {
            Object last = in[in.length - 1];
            return last instanceof double[] ? float64 : last instanceof float[] ? float32 : null;
        }
    }
}
