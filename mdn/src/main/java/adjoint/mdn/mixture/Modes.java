package adjoint.mdn.mixture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * Finds the modes of a mixture by ascent from every component's mean: the fixed-point step of Carreira-Perpinan
 * (Mode-finding for mixtures of Gaussian distributions, 2000), which never descends, or a Newton step where that gets higher.
 */
final class Modes {
    private static final int STEPS = 1_000;

    /** Saddles that the search leaves, for each component; in every known case a few are enough. */
    private static final int SADDLES = 100;

    /** No length is taken shorter than so many units in the last place of the coordinates, where steps are lost in rounding. */
    private static final double ULPS = 4;

    /** Lengths as parts of the smallest standard deviation: when to stop, what counts as one mode, how to leave a saddle. */
    private static final double CONVERGED = 1e-9;

    private static final double SAME = 1e-3;
    private static final double NUDGE = 1e-2;

    /** Curvature, as a part of the precision around, above which a stationary point is no mode. */
    private static final double RISING = 1e-6;

    private final Mixture mixture;
    private final int dimension;
    private final RealMatrix[] precisions;
    private final double unit;

    Modes(Mixture mixture) {
        this.mixture = mixture;
        this.dimension = mixture.dimension();
        this.precisions = new RealMatrix[mixture.size()];
        double smallest = Double.POSITIVE_INFINITY;
        for (int k = 0; k < precisions.length; k++) {
            Normal component = mixture.component(k);
            precisions[k] = precision(component);
            for (int d = 0; d < dimension; d++) {
                smallest = Math.min(smallest, component.deviation(d));
            }
        }
        this.unit = smallest;
    }

    private static RealMatrix precision(Normal component) {
        int dimension = component.dimension();
        RealMatrix precision = MatrixUtils.createRealMatrix(dimension, dimension);
        for (int d = 0; d < dimension; d++) {
            double[] basis = new double[dimension];
            basis[d] = 1;
            precision.setColumn(d, component.precisionTimes(basis));
        }
        return precision.add(precision.transpose()).scalarMultiply(0.5);
    }

    /** The modes, the densest first. */
    List<double[]> find() {
        Deque<RealVector> starts = new ArrayDeque<>();
        for (int k = 0; k < mixture.size(); k++) {
            if (mixture.weight(k) > 0) {
                starts.add(mean(k));
            }
        }
        List<RealVector> tops = new ArrayList<>();
        for (int left = SADDLES * mixture.size(); !starts.isEmpty(); left--) {
            RealVector top = climb(starts.remove());
            List<RealVector> higher = left > 0 ? bothSides(top) : List.of();
            if (!higher.isEmpty()) {
                starts.addAll(higher);
            } else {
                tops.add(top);
            }
        }
        tops.sort(Comparator.comparingDouble(top -> -density(top)));
        List<RealVector> modes = new ArrayList<>();
        for (RealVector top : tops) {
            if (modes.stream().noneMatch(mode -> mode.getDistance(top) < length(SAME, top))) {
                modes.add(top);
            }
        }
        return modes.stream().map(RealVector::toArray).toList();
    }

    /** The mode that an ascent from a point reaches; from a saddle on its way, the denser one of those on both sides. */
    double[] from(double[] start) {
        RealVector top = climb(new ArrayRealVector(start));
        List<RealVector> higher = bothSides(top);
        for (int left = SADDLES * mixture.size(); left > 0 && !higher.isEmpty(); left--) {
            top = Collections.max(higher, Comparator.comparingDouble(this::density));
            higher = bothSides(top);
        }
        return top.toArray();
    }

    /**
     * The higher points that ascents from both sides of a saddle reach; none from a mode. Where coordinates are so coarse that
     * neither side gets higher, the point counts as a mode.
     */
    private List<RealVector> bothSides(RealVector top) {
        RealVector aside = uphill(top);
        if (aside == null) {
            return List.of();
        }
        double before = density(top);
        return Stream.of(top.add(aside), top.subtract(aside))
                .map(this::climb)
                .filter(point -> density(point) > before)
                .toList();
    }

    /** A part of the smallest standard deviation, or what rounding leaves of it at a point. */
    private double length(double part, RealVector at) {
        return Math.max(part * unit, ULPS * Math.ulp(at.getLInfNorm()));
    }

    private double density(RealVector point) {
        return mixture.logDensity(point.toArray());
    }

    /** A small step out of a stationary point that is no mode, along its steepest curvature; null out of a mode. */
    private RealVector uphill(RealVector top) {
        Slope slope = new Slope(top);
        EigenDecomposition curvature = new EigenDecomposition(slope.hessian);
        int steepest = steepest(curvature.getRealEigenvalues());
        return curvature.getRealEigenvalue(steepest) > RISING * slope.precision.getNorm()
                ? curvature.getEigenvector(steepest).mapMultiply(length(NUDGE, top))
                : null;
    }

    private static int steepest(double[] eigenvalues) {
        int best = 0;
        for (int i = 1; i < eigenvalues.length; i++) {
            best = eigenvalues[i] > eigenvalues[best] ? i : best;
        }
        return best;
    }

    private RealVector mean(int component) {
        return new ArrayRealVector(mixture.component(component).mean(), false);
    }

    /** Where an ascent from a point ends; the point itself where rounding has brought it lower. */
    private RealVector climb(RealVector start) {
        RealVector at = start;
        for (int step = 0; step < STEPS; step++) {
            Slope slope = new Slope(at);
            RealVector next = at.add(slope.fixedPointStep());
            RealVector leap = at.subtract(solve(slope.hessian, slope.gradient));
            next = density(leap) > density(next) ? leap : next;
            double moved = next.getDistance(at);
            at = next;
            if (!(moved >= length(CONVERGED, at))) {
                break;
            }
        }
        return density(at) >= density(start) ? at : start;
    }

    /** Not finite where the matrix is singular. */
    private static RealVector solve(RealMatrix matrix, RealVector right) {
        return new LUDecomposition(matrix, 0).getSolver().solve(right);
    }

    /** Gradient and Hessian of the log-density at a point. */
    private final class Slope {
        private final RealVector gradient = new ArrayRealVector(dimension);
        private final RealMatrix hessian = MatrixUtils.createRealMatrix(dimension, dimension);
        private final RealMatrix precision = MatrixUtils.createRealMatrix(dimension, dimension);

        Slope(RealVector point) {
            double[] responsibilities = mixture.responsibilities(point.toArray());
            RealMatrix pulls = MatrixUtils.createRealMatrix(dimension, dimension);
            for (int k = 0; k < responsibilities.length; k++) {
                double share = responsibilities[k];
                RealVector pull = precisions[k].operate(mean(k).subtract(point));
                add(precision, precisions[k], share);
                add(pulls, pull.outerProduct(pull), share);
                gradient.combineToSelf(1, share, pull);
            }
            add(hessian, pulls, 1);
            add(hessian, precision, -1);
            add(hessian, gradient.outerProduct(gradient), -1);
        }

        private void add(RealMatrix to, RealMatrix what, double times) {
            for (int i = 0; i < dimension; i++) {
                for (int j = 0; j < dimension; j++) {
                    to.addToEntry(i, j, times * what.getEntry(i, j));
                }
            }
        }

        /** The step to where the gradient would be 0 if the responsibilities stayed as they are. */
        RealVector fixedPointStep() {
            return solve(precision, gradient);
        }
    }
}
