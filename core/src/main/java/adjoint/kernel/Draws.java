package adjoint.kernel;

/**
 * A sequence of random numbers for each position, for samplers that do not know beforehand how many they need: a function of
 * key, step and position, made of {@link Philox} words. Works in strict arithmetic, so it gives the same on every machine.
 */
public final class Draws {
    /** The first kind of blocks that no other numbers under the same key are made of; each further block is of the next. */
    private static final int FIRST_KIND = 2;

    /** From this rate on Poisson numbers are found by rejection. */
    private static final double HIGH_RATE = 10;

    private static final double NEGLIGIBLE = 0x1p-60;

    private final long key;
    private final long[][] words = new long[4][1];
    private long step;
    private int position;
    private int block;
    private boolean half;

    public Draws(long key) {
        this.key = key;
    }

    /** Goes to the beginning of a position's sequence. */
    public void start(long step, int position) {
        this.step = step;
        this.position = position;
        block = FIRST_KIND;
        half = false;
    }

    /** The next number between 0 and 1, both exclusive. */
    public double uniform() {
        if (!half) {
            Philox.blocks(key, position, block++, step, words, 1);
        }
        long bits = half ? words[2][0] << 32 | words[3][0] : words[0][0] << 32 | words[1][0];
        half = !half;
        return ((bits >>> 12) + 0.5) * 0x1p-52;
    }

    /** The next standard normal number. */
    public double normal() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(uniform()));
        return radius * StrictMath.cos(2 * Math.PI * uniform());
    }

    /**
     * The logarithm of a number of a gamma distribution of scale 1, by rejection (G. Marsaglia and W. W. Tsang, A simple
     * method for generating gamma variables, 2000). The number itself would often be too small to hold where the shape is
     * small. NaN if the shape is not positive and finite.
     */
    public double logGamma(double shape) {
        if (!(shape > 0 && shape <= Double.MAX_VALUE)) {
            return Double.NaN;
        }
        double lift = shape < 1 ? StrictMath.log(uniform()) / shape : 0;
        double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
        double c = 1 / StrictMath.sqrt(9 * d);
        while (true) {
            double x = normal();
            double root = 1 + c * x;
            if (root > 0) {
                double logCube = 3 * StrictMath.log(root);
                double cube = root * root * root;
                if (StrictMath.log(uniform()) < 0.5 * x * x + d * (1 - cube + logCube)) {
                    return StrictMath.log(d) + logCube + lift;
                }
            }
        }
    }

    /** A number of a Poisson distribution. NaN if the rate is negative or not finite. */
    public double poisson(double rate) {
        if (!(rate >= 0 && rate <= Double.MAX_VALUE)) {
            return Double.NaN;
        }
        return rate < HIGH_RATE ? poissonByInversion(rate) : poissonByRejection(rate);
    }

    private double poissonByInversion(double rate) {
        double rest = uniform();
        double p = StrictMath.exp(-rate);
        int k = 0;
        while (rest > p && p > NEGLIGIBLE) {
            rest -= p;
            k++;
            p *= rate / k;
        }
        return k;
    }

    /** PTRS of W. Hoermann, The transformed rejection method for generating Poisson random variables, 1993. */
    private double poissonByRejection(double rate) {
        double b = 0.931 + 2.53 * StrictMath.sqrt(rate);
        double a = -0.059 + 0.02483 * b;
        double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
        double quick = 0.9277 - 3.6224 / (b - 2);
        while (true) {
            double u = uniform() - 0.5;
            double v = uniform();
            double us = 0.5 - Math.abs(u);
            double k = Math.floor((2 * a / us + b) * u + rate + 0.43);
            if (us >= 0.07 && v <= quick) {
                return k;
            }
            boolean outside = k < 0 || us < 0.013 && v > us;
            if (!outside && StrictMath.log(v * inverseAlpha / (a / (us * us) + b)) <= logPoisson(k, rate)) {
                return k;
            }
        }
    }

    /** The logarithm of {@code rate^k exp(-rate) / k!}. */
    private static double logPoisson(double k, double rate) {
        if (k < 16) {
            double factorial = 1;
            for (int i = 2; i <= k; i++) {
                factorial *= i;
            }
            return k * StrictMath.log(rate) - rate - StrictMath.log(factorial);
        }
        double d = (rate - k) / k;
        double square = 1 / (k * k);
        double stirling = (1.0 / 12 - square * (1.0 / 360 - square / 1260)) / k;
        return k * (StrictMath.log1p(d) - d) - 0.5 * StrictMath.log(2 * Math.PI * k) - stirling;
    }
}
