package adjoint.benchmarks.peers;

import adjoint.tensor.DType;
import java.util.List;

/**
 * How far two peers are apart.
 *
 * @param loss the relative difference of the losses
 * @param gradient the largest difference of any element of a gradient, relative to the largest element of its parameter's
 * @param bound what rounding explains: some units in the last place, since a gradient of a weight sums 128 products and is read
 *     from parameters larger than it
 */
record Agreement(double loss, double gradient, double bound) {
    /** From one step each at a rate of 1. */
    static Agreement of(Task task, Peer ours, Peer theirs) {
        double ourLoss = ours.step();
        double theirLoss = theirs.step();
        List<double[]> ourParameters = ours.parameters();
        List<double[]> theirParameters = theirs.parameters();
        double worst = 0;
        for (int p = 0; p < ourParameters.size(); p++) {
            double[] before = task.parameters().get(p).toDoubles();
            double[] one = ourParameters.get(p);
            double[] other = theirParameters.get(p);
            double largest = 0;
            double difference = 0;
            for (int i = 0; i < before.length; i++) {
                largest = Math.max(largest, Math.abs(before[i] - one[i]));
                difference = Math.max(difference, Math.abs(other[i] - one[i]));
            }
            worst = Math.max(worst, difference / largest);
        }
        double ulp = task.dtype() == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
        return new Agreement(Math.abs(ourLoss - theirLoss) / Math.abs(ourLoss), worst, 100 * ulp);
    }

    void orThrow() {
        if (!(loss < bound && gradient < bound)) {
            throw new IllegalStateException("the peer computes something else: " + this);
        }
    }
}
