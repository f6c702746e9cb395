package adjoint.inspect;

import adjoint.tensor.Tensor;

/** Mean and spread of an array that is seen several times, entry by entry (Welford 1962). */
final class RunningMoments {
    private final double[] mean;
    private final double[] squares;
    private long seen;
    private long zeros;
    private long notFinite;

    RunningMoments(int entries) {
        mean = new double[entries];
        squares = new double[entries];
    }

    void add(Tensor values) {
        seen++;
        for (int i = 0; i < mean.length; i++) {
            double value = values.get(i);
            double off = value - mean[i];
            mean[i] += off / seen;
            squares[i] += off * (value - mean[i]);
            zeros += value == 0 ? 1 : 0;
            notFinite += Double.isFinite(value) ? 0 : 1;
        }
    }

    int entries() {
        return mean.length;
    }

    /** The entries of the mean, shared. */
    double[] mean() {
        return mean;
    }

    /** The sum over the entries of their variances, each estimated without bias; NaN after fewer than two arrays. */
    double variance() {
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        return seen < 2 ? Double.NaN : sum / (seen - 1);
    }

    /** How many entries of all arrays were exactly 0. */
    long zeros() {
        return zeros;
    }

    /** How many entries of all arrays were NaN or infinite. */
    long notFinite() {
        return notFinite;
    }

    /** How many entries all arrays had together. */
    long all() {
        return seen * mean.length;
    }

    /** The Euclidean norm, scaled by the largest entry, so that squares neither overflow nor underflow. */
    static double norm(double[] x) {
        double largest = largest(x);
        if (largest == 0 || !Double.isFinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (double value : x) {
            sum += (value / largest) * (value / largest);
        }
        return largest * Math.sqrt(sum);
    }

    /** The cosine of the angle between two arrays; NaN where one of them is 0 or not finite. */
    static double cosine(double[] x, double[] y) {
        double scaleX = largest(x);
        double scaleY = largest(y);
        double product = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            double a = x[i] / scaleX;
            double b = y[i] / scaleY;
            product += a * b;
            xx += a * a;
            yy += b * b;
        }
        return Math.max(-1, Math.min(1, product / Math.sqrt(xx * yy)));
    }

    private static double largest(double[] x) {
        double largest = 0;
        for (double value : x) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
