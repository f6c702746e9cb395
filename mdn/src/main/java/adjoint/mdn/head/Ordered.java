package adjoint.mdn.head;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.mdn.model.Positive;
import java.util.Arrays;

/**
 * Classes that are numbered from 0 in their order. The log-odds of a class not above k grow with k: the first output is those
 * of class 0, and each further one makes, by softplus, what they grow by.
 */
public record Ordered(int classes) implements Family {
    private static final double LEAST_STEP = 1e-3;

    @Override
    public String name() {
        return "ordered";
    }

    @Override
    public double[] numbers() {
        return new double[] {classes};
    }

    @Override
    public int outputs() {
        return classes - 1;
    }

    @Override
    public Support support() {
        return Support.classes(classes);
    }

    @Override
    public Expr logLikelihood(Expr out, Expr y) {
        Expr first = out.slice(1, 0, 1);
        Expr steps = out.from(1, 1).softplus().add(LEAST_STEP);
        Expr odds = Expressions.concat(1, first, steps).cumsum(1).named("log odds");
        Expr lower = odds.slice(1, 0, classes - 2);
        Expr upper = odds.from(1, 1);
        // sigmoid(u) - sigmoid(l) = sigmoid(u) sigmoid(-l) (1 - exp(l - u))
        Expr between = upper.logSigmoid()
                .add(lower.neg().logSigmoid())
                .add(steps.neg().expm1().neg().log());
        Expr last = odds.from(1, classes - 2).neg().logSigmoid();
        return Categorical.pick(Expressions.concat(1, first.logSigmoid(), between, last), y, classes);
    }

    @Override
    public double cumulative(double[] out, double y) {
        if (y < 0) {
            return 0;
        }
        double odds = out[0];
        for (int k = 1; k <= y && k < out.length; k++) {
            odds += Components.softplus(out[k]) + LEAST_STEP;
        }
        return y >= classes - 1 ? 1 : 1 / (1 + Math.exp(-odds));
    }

    @Override
    public double[] start(double... targets) {
        double[] out = new double[outputs()];
        double before = 0;
        for (int k = 0; k < out.length; k++) {
            int upTo = k;
            double share =
                    (Arrays.stream(targets).filter(y -> y <= upTo).count() + k + 1.0) / (targets.length + classes);
            double odds = Math.log(share / (1 - share));
            out[k] = k == 0 ? odds : Positive.SOFTPLUS.inverse(Math.max(odds - before, 2 * LEAST_STEP) - LEAST_STEP);
            before = odds;
        }
        return out;
    }
}
