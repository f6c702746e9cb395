package adjoint.kernel;

/**
 * Matrix products in plain Java, for tiny ones and for platforms without native BLAS. The larger ones copy rows of C and B
 * to arrays of their own and add four rows of B at a time to one of C. Element (i, p) of A lies at {@code
 * aOff + i * aRow + p * aColumn}, and likewise in B [k, n] and C [m, n].
 */
// @Twin
final class JavaGemm64 {
    /** Up to so many multiplications nothing is packed. */
    static final long DIRECT = 256;

    /** Up to so many rows, packing a B whose columns are contiguous costs more than dot products do. */
    private static final int DOTS = 4;

    /** Rows of C and columns of B and C that are packed at a time; rows of B that one pass takes in. */
    private static final int ROWS = 64;

    private static final int COLUMNS = 512;
    // More in one loop and JDK 17 no longer vectorises it.
    private static final int DEPTH = 4;

    private static final ThreadLocal<JavaGemm64> OF_THREAD = ThreadLocal.withInitial(JavaGemm64::new);

    // Packed rows each begin at index 0, so that the inner loop vectorises.
    private final double[][] packedC = new double[ROWS][COLUMNS];
    private final double[][] packedB = new double[DEPTH][COLUMNS];

    private JavaGemm64() {}

    /** {@code C += alpha A B}. */
    static void addProduct(
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int aOff,
            int aRow,
            int aColumn,
            double[] b,
            int bOff,
            int bRow,
            int bColumn,
            double[] c,
            int cOff,
            int cRow,
            int cColumn) {
        if (k > 1 && bRow == 1 && aColumn == 1 && m <= DOTS) {
            addDots(m, n, k, alpha, a, aOff, aRow, b, bOff, bColumn, c, cOff, cRow, cColumn);
        } else if ((long) m * n * k <= DIRECT) {
            addDirectly(m, n, k, alpha, a, aOff, aRow, aColumn, b, bOff, bRow, bColumn, c, cOff, cRow, cColumn);
        } else {
            JavaGemm64 packed = OF_THREAD.get();
            for (int j = 0; j < n; j += COLUMNS) {
                int width = Math.min(COLUMNS, n - j);
                for (int i = 0; i < m; i += ROWS) {
                    int rows = Math.min(ROWS, m - i);
                    int aAt = aOff + i * aRow;
                    int bAt = bOff + j * bColumn;
                    int cAt = cOff + i * cRow + j * cColumn;
                    packed.panel(
                            rows, width, k, alpha, a, aAt, aRow, aColumn, b, bAt, bRow, bColumn, c, cAt, cRow, cColumn);
                }
            }
        }
    }

    /** Each element as the dot product of a row of A and a column of B, both contiguous. */
    private static void addDots(
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int aOff,
            int aRow,
            double[] b,
            int bOff,
            int bColumn,
            double[] c,
            int cOff,
            int cRow,
            int cColumn) {
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < m; i++) {
                c[cOff + i * cRow + j * cColumn] += alpha * dot(k, a, aOff + i * aRow, b, bOff + j * bColumn);
            }
        }
    }

    private static double dot(int k, double[] a, int aAt, double[] b, int bAt) {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int p = 0;
        for (; p + 4 <= k; p += 4) {
            s0 = Math.fma(a[aAt + p], b[bAt + p], s0);
            s1 = Math.fma(a[aAt + p + 1], b[bAt + p + 1], s1);
            s2 = Math.fma(a[aAt + p + 2], b[bAt + p + 2], s2);
            s3 = Math.fma(a[aAt + p + 3], b[bAt + p + 3], s3);
        }
        for (; p < k; p++) {
            s0 = Math.fma(a[aAt + p], b[bAt + p], s0);
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static void addDirectly(
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int aOff,
            int aRow,
            int aColumn,
            double[] b,
            int bOff,
            int bRow,
            int bColumn,
            double[] c,
            int cOff,
            int cRow,
            int cColumn) {
        for (int i = 0; i < m; i++) {
            int cAt = cOff + i * cRow;
            for (int p = 0; p < k; p++) {
                double s = alpha * a[aOff + i * aRow + p * aColumn];
                int bAt = bOff + p * bRow;
                if (bColumn == 1 && cColumn == 1) { // a loop of its own: the JIT then knows the strides
                    for (int j = 0; j < n; j++) {
                        c[cAt + j] += s * b[bAt + j];
                    }
                } else {
                    for (int j = 0; j < n; j++) {
                        c[cAt + j * cColumn] += s * b[bAt + j * bColumn];
                    }
                }
            }
        }
    }

    private void panel(
            int rows,
            int width,
            int k,
            double alpha,
            double[] a,
            int aOff,
            int aRow,
            int aColumn,
            double[] b,
            int bOff,
            int bRow,
            int bColumn,
            double[] c,
            int cOff,
            int cRow,
            int cColumn) {
        for (int i = 0; i < rows; i++) {
            read(c, cOff + i * cRow, cColumn, packedC[i], width);
        }
        for (int p = 0; p < k; p += DEPTH) {
            int depth = Math.min(DEPTH, k - p);
            for (int q = 0; q < depth; q++) {
                read(b, bOff + (p + q) * bRow, bColumn, packedB[q], width);
            }
            for (int i = 0; i < rows; i++) {
                int aAt = aOff + i * aRow + p * aColumn;
                if (depth == DEPTH) {
                    addFour(alpha, a, aAt, aColumn, packedB, packedC[i], width);
                } else {
                    for (int q = 0; q < depth; q++) {
                        addOne(alpha * a[aAt + q * aColumn], packedB[q], packedC[i], width);
                    }
                }
            }
        }
        for (int i = 0; i < rows; i++) {
            write(packedC[i], c, cOff + i * cRow, cColumn, width);
        }
    }

    private static void addFour(double alpha, double[] a, int at, int step, double[][] b, double[] c, int n) {
        double a0 = alpha * a[at];
        double a1 = alpha * a[at + step];
        double a2 = alpha * a[at + 2 * step];
        double a3 = alpha * a[at + 3 * step];
        double[] b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3];
        for (int j = 0; j < n; j++) {
            c[j] = Math.fma(a0, b0[j], Math.fma(a1, b1[j], Math.fma(a2, b2[j], Math.fma(a3, b3[j], c[j]))));
        }
    }

    private static void addOne(double a, double[] b, double[] c, int n) {
        for (int j = 0; j < n; j++) {
            c[j] = Math.fma(a, b[j], c[j]);
        }
    }

    private static void read(double[] from, int at, int step, double[] to, int n) {
        if (step == 1) {
            System.arraycopy(from, at, to, 0, n);
        } else {
            for (int j = 0; j < n; j++) {
                to[j] = from[at + j * step];
            }
        }
    }

    private static void write(double[] from, double[] to, int at, int step, int n) {
        if (step == 1) {
            System.arraycopy(from, 0, to, at, n);
        } else {
            for (int j = 0; j < n; j++) {
                to[at + j * step] = from[j];
            }
        }
    }
}
