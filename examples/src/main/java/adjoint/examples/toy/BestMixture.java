package adjoint.examples.toy;

import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.mixture.Normal;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The mixture of normal distributions of highest likelihood for equally likely points on a line, by expectation-maximisation
 * (Dempster, Laird and Rubin 1977) from several starts.
 */
final class BestMixture {
    private static final int STARTS = 4;
    private static final int STEPS = 300;

    private final double[] points;
    private final double least;

    /** @param points sorted */
    BestMixture(double[] points) {
        this.points = points;
        double spacing = (points[points.length - 1] - points[0]) / points.length;
        this.least = Math.max(Double.MIN_NORMAL, spacing * spacing);
    }

    Mixture fit(int components) {
        SplittableRandom random = new SplittableRandom(points.length);
        Mixture best = null;
        double bestLikelihood = Double.NEGATIVE_INFINITY;
        for (int start = 0; start < STARTS; start++) {
            Mixture mixture = improve(start(components, start == 0 ? null : random));
            double likelihood = Arrays.stream(points).map(mixture::logDensity).sum();
            if (likelihood > bestLikelihood) {
                best = mixture;
                bestLikelihood = likelihood;
            }
        }
        return best;
    }

    /** Components on neighbouring slices of equal or random size. */
    private Mixture start(int components, SplittableRandom random) {
        double[] cuts = new double[components + 1];
        for (int k = 1; k < components; k++) {
            cuts[k] = random == null ? (double) k / components : random.nextDouble();
        }
        cuts[components] = 1;
        Arrays.sort(cuts);
        double[] weights = new double[components];
        Normal[] normals = new Normal[components];
        for (int k = 0; k < components; k++) {
            int from = (int) (cuts[k] * (points.length - 1));
            int to = Math.max(from + 1, (int) Math.ceil(cuts[k + 1] * points.length));
            double[] slice = Arrays.copyOfRange(points, from, to);
            double mean = Arrays.stream(slice).average().orElseThrow();
            double variance = Arrays.stream(slice)
                    .map(t -> (t - mean) * (t - mean))
                    .average()
                    .orElseThrow();
            weights[k] = slice.length;
            normals[k] = Normal.diagonal(new double[] {mean}, Math.max(variance, least));
        }
        return new Mixture(weights, normals);
    }

    private Mixture improve(Mixture mixture) {
        for (int step = 0; step < STEPS; step++) {
            double[] weights = new double[mixture.size()];
            double[] means = new double[weights.length];
            double[] squares = new double[weights.length];
            for (double t : points) {
                double[] shares = mixture.responsibilities(t);
                for (int k = 0; k < weights.length; k++) {
                    double deviation = t - mixture.component(k).mean(0);
                    weights[k] += shares[k];
                    means[k] += shares[k] * deviation;
                    squares[k] += shares[k] * deviation * deviation;
                }
            }
            Normal[] normals = new Normal[weights.length];
            for (int k = 0; k < weights.length; k++) {
                double moved = weights[k] == 0 ? 0 : means[k] / weights[k];
                double variance = weights[k] == 0 ? least : squares[k] / weights[k] - moved * moved;
                normals[k] =
                        Normal.diagonal(new double[] {mixture.component(k).mean(0) + moved}, Math.max(variance, least));
            }
            mixture = new Mixture(weights, normals);
        }
        return mixture;
    }
}
