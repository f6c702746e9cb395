package adjoint.autodiff;

import static adjoint.autodiff.SpecialPoints.line;
import static adjoint.autodiff.SpecialPoints.row;
import static adjoint.autodiff.SpecialPoints.rows;
import static adjoint.expr.Expressions.constant;
import static adjoint.expr.Expressions.logAddExp;
import static adjoint.expr.Expressions.maximum;
import static adjoint.expr.Expressions.minimum;
import static adjoint.expr.Expressions.where;

import adjoint.autodiff.SpecialPoints.Line;
import adjoint.expr.Expr;
import java.util.ArrayList;
import java.util.List;

/** Groups of nothing but -infinity, infinite elements, and sides that are not taken. */
final class SpecialSums {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    static List<Line> lines() {
        List<Line> lines = new ArrayList<>(masked());
        lines.addAll(sides());
        return lines;
    }

    private static Expr like(Expr x, double... values) {
        return constant(values).cast(x.dtype());
    }

    private static Expr maskedRow(Expr x) {
        Expr rows = x.reshape(2, 2);
        return where(like(x, 1, 0).expand(1).gt(0), rows, constant(-INF, x.dtype()));
    }

    private static List<Line> masked() {
        double[] zero = row(0, 0);
        double[] four = row(1, 1, 5, 6);
        double[] none = row(0, 0, 0, 0);
        return List.of(
                line("softmax of -infinities", x -> x.softmax(), row(-INF, -INF), zero, zero, zero),
                line("logSoftmax of -infinities", x -> x.logSoftmax(), row(-INF, -INF), row(-INF, -INF), zero, zero),
                line(
                        "softmax with +infinity",
                        x -> x.softmax(),
                        row(INF, 3, 2),
                        row(NAN, 0, 0),
                        row(NAN, NAN, NAN),
                        null),
                line("logSoftmax with +infinity", x -> x.logSoftmax(), row(INF, 3), row(NAN, -INF), null, null),
                line("softmax with a masked row", x -> maskedRow(x).softmax(1), four, row(.5, .5, 0, 0), none, none),
                line(
                        "masked row through dot",
                        (x, v) -> maskedRow(x).softmax(1).dot(v.expand(1)),
                        four,
                        row(2, 4),
                        row(3, 0),
                        rows(row(-.5, .5, 0, 0), row(.5, .5)),
                        rows(null, null)),
                line(
                        "masked row behind a guard",
                        x -> {
                            Expr live = like(x, 1, 0).gt(0);
                            Expr p = maskedRow(x).logSoftmax(1).sum(1);
                            return where(live, p, p.zeros());
                        },
                        four,
                        row(-2 * Math.log(2), 0),
                        none,
                        none),
                line(
                        "logSumExp of a masked row",
                        x -> {
                            Expr sums = maskedRow(x).logSumExp(1);
                            return where(sums.gt(-INF), sums, sums.zeros());
                        },
                        four,
                        row(1 + Math.log(2), 0),
                        row(.5, .5, 0, 0),
                        none),
                line(
                        "shares of a masked row by hand",
                        x -> {
                            Expr e = maskedRow(x).exp();
                            return maskedRow(x).softmax(1).mul(e.zeros().add(2));
                        },
                        four,
                        row(1, 1, 0, 0),
                        none,
                        none),
                line("logSumExp of logs of 0", x -> x.log().logSumExp(), zero, row(-INF), null, null));
    }

    private static List<Line> sides() {
        double[] zero = row(0, 0);
        return List.of(
                line(
                        "maximum shields a norm",
                        x -> maximum(x.square().sum().sqrt(), like(x, 0.125)),
                        zero,
                        row(0.125),
                        zero,
                        zero),
                line(
                        "maximum shields sqrt",
                        x -> maximum(x.sqrt(), like(x, 1)),
                        row(0, 4),
                        row(1, 2),
                        row(0, .25),
                        row(0, -1 / 32.)),
                line(
                        "maximum, other side",
                        x -> maximum(like(x, 1), x.sqrt()),
                        row(0, 4),
                        row(1, 2),
                        row(0, .25),
                        row(0, -1 / 32.)),
                line("minimum shields exp", x -> minimum(x.exp(), like(x, 1)), row(1000, 0.5), row(1, 1), zero, zero),
                line(
                        "minimum shields a reciprocal",
                        x -> minimum(x.reciprocal(), like(x, 4)),
                        row(0, 2),
                        row(4, .5),
                        row(0, -.25),
                        row(0, .25)),
                line(
                        "minimum, other side",
                        x -> minimum(like(x, 4), x.reciprocal()),
                        row(0, 2),
                        row(4, .5),
                        row(0, -.25),
                        row(0, .25)),
                line(
                        "maximum shields log",
                        x -> maximum(x.log(), like(x, -3)),
                        row(0, 1),
                        row(-3, 0),
                        row(0, 1),
                        row(0, -1)),
                line("maximum of sums", x -> maximum(x.sqrt().sum(), like(x, 9).sum()), row(0, 4), row(9), zero, zero),
                line(
                        "maximum behind a view",
                        x -> maximum(x.sqrt().expand(1), like(x, 1)).sum(),
                        row(0, 4),
                        row(3),
                        row(0, .25),
                        row(0, -1 / 32.)),
                line(
                        "logAddExp at one infinity",
                        (a, b) -> logAddExp(a, b),
                        row(-INF),
                        row(3),
                        row(3),
                        rows(row(0), row(1)),
                        rows(row(0), row(0))));
    }

    private SpecialSums() {}
}
