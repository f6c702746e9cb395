package adjoint.kernel;

/**
 * Scratch arrays of one thread. Functions of many steps take a tile through all of them while it is in the first-level
 * cache: short loops over whole arrays from index 0 are what the JIT compiler vectorises.
 */
// @Twin
final class Tile64 {
    static final int SIZE = 512;

    private static final ThreadLocal<Tile64> OF_THREAD = ThreadLocal.withInitial(Tile64::new);

    /** The arguments, and the results. */
    final double[] x = new double[SIZE];

    final double[] y = new double[SIZE];

    /** Intermediate steps. */
    final double[] r = new double[SIZE];

    final double[] s = new double[SIZE];
    final double[] t = new double[SIZE];

    /** Left alone by the elementary functions. */
    final double[] u = new double[SIZE];

    final double[] v = new double[SIZE];

    private Tile64() {}

    static Tile64 get() {
        return OF_THREAD.get();
    }

    /** Fetches the elements of {@code a} from {@code at} up to {@code end} or a full tile; returns how many. */
    int load(double[] a, int at, int end) {
        int n = Math.min(SIZE, end - at);
        System.arraycopy(a, at, x, 0, n);
        return n;
    }

    void store(double[] o, int at, int n) {
        System.arraycopy(y, 0, o, at, n);
    }
}
