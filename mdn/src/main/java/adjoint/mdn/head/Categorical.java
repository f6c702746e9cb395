package adjoint.mdn.head;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import java.util.Arrays;

/** Classes that are numbered from 0 and have no order; two of them are a yes and a no. */
public record Categorical(int classes) implements Family {
    @Override
    public String name() {
        return "categorical";
    }

    @Override
    public double[] numbers() {
        return new double[] {classes};
    }

    @Override
    public int outputs() {
        return classes;
    }

    @Override
    public Support support() {
        return Support.classes(classes);
    }

    @Override
    public Expr logLikelihood(Expr out, Expr y) {
        return pick(out.logSoftmax(1), y, classes);
    }

    /** Of log-probabilities of shape [batch, classes], those of the targets' classes. */
    static Expr pick(Expr logs, Expr y, int classes) {
        return Expressions.where(y.eq(Expressions.range(classes, y.dtype())), logs, logs.zeros())
                .sum(1);
    }

    @Override
    public double cumulative(double[] out, double y) {
        return Components.mixed(out, classes, k -> k <= y ? 1 : 0);
    }

    @Override
    public double[] start(double... targets) {
        double[] out = new double[classes];
        Arrays.setAll(
                out,
                k -> Math.log((Arrays.stream(targets).filter(y -> y == k).count() + 1.0) / (targets.length + classes)));
        return out;
    }
}
