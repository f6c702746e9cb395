package adjoint.kernel;

/**
 * Scratch arrays of one thread. Functions of many steps take a tile through all of them while it is in the first-level
 * cache: short loops over whole arrays from index 0 are what the JIT compiler vectorises.
 */
// @Twin
final class Tile64 {
    static final int SIZE = 512;

    /** How many columns of a short row there is room for. */
    static final int COLUMNS = 8;

    private static final ThreadLocal<Tile64> OF_THREAD = ThreadLocal.withInitial(Tile64::new);

    private final double[] ownX = new double[SIZE];
    private final double[] ownY = new double[SIZE];

    /** The arguments, and the results. */
    double[] x = ownX;

    double[] y = ownY;

    /** Intermediate steps. */
    final double[] r = new double[SIZE];

    final double[] s = new double[SIZE];
    final double[] t = new double[SIZE];

    /** Left alone by the elementary functions. */
    final double[] u = new double[SIZE];

    final double[] v = new double[SIZE];

    final double[][] columns = new double[COLUMNS][SIZE];

    private Tile64() {}

    static Tile64 get() {
        return OF_THREAD.get();
    }

    /**
     * Opens the elements of {@code a} from {@code at} up to {@code end} or a full tile, to compute those of {@code o}.
     * Short arrays that differ are taken as they are, which spares two copies.
     *
     * @return the number of elements
     */
    int open(double[] a, double[] o, int at, int end) {
        if (end > SIZE || a == o) {
            int n = load(a, at, end);
            y = end > SIZE ? ownY : o;
            return n;
        }
        x = a;
        y = o;
        return end;
    }

    /** Brings the results to {@code o}, unless they were computed there, and lets go of other arrays. */
    void close(double[] o, int at, int n) {
        if (y != o) {
            System.arraycopy(y, 0, o, at, n);
        }
        x = ownX;
        y = ownY;
    }

    /** Copies the elements of {@code a} from {@code at} up to {@code end} or a full tile to x; returns how many. */
    int load(double[] a, int at, int end) {
        int n = Math.min(SIZE, end - at);
        x = ownX;
        y = ownY;
        System.arraycopy(a, at, x, 0, n);
        return n;
    }
}
