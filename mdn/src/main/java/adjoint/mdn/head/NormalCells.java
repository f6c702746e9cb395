package adjoint.mdn.head;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.mdn.mixture.MixtureExpr;
import adjoint.mdn.model.Positive;
import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * A mixture of normal distributions of which each target shows only a cell: rounded to a multiple of a step, cut off at bounds,
 * or both. The likelihood is the probability of the cell, so it is one of probabilities, not of densities, wherever there are
 * cells.
 *
 * @param components of the mixture
 * @param step that targets are rounded to, from a multiple of it to the nearest; 0 for none
 * @param least value shown for all that is below, or negative infinity
 * @param most value shown for all that is above, or infinity
 */
public record NormalCells(int components, double step, double least, double most) implements Family {
    private static final double LEAST_SCALE = 1e-3;

    /** Further from the mean than any number that is met. */
    private static final double FAR = 1e6;

    public NormalCells {
        if (!(step >= 0 && least < most)) {
            throw new IllegalArgumentException(
                    "cells need a step from 0 on and bounds in order, not " + step + ", " + least + " and " + most);
        }
    }

    @Override
    public String name() {
        return step > 0 ? "rounded" : isBounded() ? "censored" : "normal";
    }

    @Override
    public String kind() {
        return "normal-cells";
    }

    @Override
    public double[] numbers() {
        return new double[] {components, step, least, most};
    }

    @Override
    public int outputs() {
        return 3 * components;
    }

    @Override
    public Support support() {
        return step == 0 && !isBounded() ? Support.REAL : new Support(step == 1, least, most, this::isShown);
    }

    private boolean isBounded() {
        return least > Double.NEGATIVE_INFINITY || most < Double.POSITIVE_INFINITY;
    }

    private boolean isShown(double y) {
        return y >= least
                && y <= most
                && Double.isFinite(y)
                && (step == 0 || Math.abs(Math.IEEEremainder(y, step)) < 1e-9 * step);
    }

    @Override
    public Expr logLikelihood(Expr out, Expr y) {
        Expr mean = Components.part(out, components, 1).named("means");
        Expr scale = Components.part(out, components, 2)
                .softplus()
                .add(LEAST_SCALE * Math.max(step, 1))
                .named("scales");
        Expr inside = y;
        if (isBounded()) {
            inside = Expressions.where(beyond(y), y.zeros(), y);
        }
        MixtureExpr mixture = new MixtureExpr(
                Components.part(out, components, 0).logSoftmax(1),
                mean.expand(1),
                scale.square().expand(1));
        Expr centre = step > 0
                ? mixture.logProbability(inside.sub(step / 2), inside.add(step / 2))
                        .squeeze(1)
                : mixture.logDensity(inside);
        if (least > Double.NEGATIVE_INFINITY) {
            Expr edge = edge(y, least + step / 2);
            Expr below = mixture.logProbability(edge.sub(FAR), edge).squeeze(1);
            centre = Expressions.where(y.le(least).squeeze(1), below, centre);
        }
        if (most < Double.POSITIVE_INFINITY) {
            Expr edge = edge(y, most - step / 2);
            Expr above = mixture.logProbability(edge, edge.add(FAR)).squeeze(1);
            centre = Expressions.where(y.ge(most).squeeze(1), above, centre);
        }
        return centre;
    }

    private static Expr edge(Expr y, double at) {
        return Expressions.constant(at, y.dtype()).broadcastTo(y.shape());
    }

    private Expr beyond(Expr y) {
        Expr low = y.le(Math.max(least, -Double.MAX_VALUE));
        Expr high = y.ge(Math.min(most, Double.MAX_VALUE));
        return low.or(high);
    }

    @Override
    public double cumulative(double[] out, double y) {
        if (y < least) {
            return 0;
        }
        if (y >= most) {
            return 1;
        }
        double edge = step > 0 ? Math.floor(y / step) * step + step / 2 : y;
        return Components.mixed(
                out,
                components,
                k -> new NormalDistribution(
                                null,
                                out[components + k],
                                Components.softplus(out[2 * components + k]) + LEAST_SCALE * Math.max(step, 1))
                        .cumulativeProbability(edge));
    }

    @Override
    public double[] start(double... targets) {
        double[] sorted = targets.clone();
        Arrays.sort(sorted);
        double[] out = new double[outputs()];
        for (int k = 0; k < components; k++) {
            out[components + k] = Components.quantile(sorted, k, components);
            out[2 * components + k] = Positive.SOFTPLUS.inverse(Components.width(sorted) / components);
        }
        return out;
    }
}
