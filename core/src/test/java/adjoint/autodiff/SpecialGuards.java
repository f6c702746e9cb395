package adjoint.autodiff;

import static adjoint.autodiff.SpecialPoints.line;
import static adjoint.autodiff.SpecialPoints.row;
import static adjoint.autodiff.SpecialPoints.second;
import static adjoint.expr.Expressions.constant;
import static adjoint.expr.Expressions.where;

import adjoint.autodiff.SpecialPoints.Line;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.tensor.Shape;
import java.util.List;
import java.util.function.UnaryOperator;

/** What {@code where} guards has an exact zero derivative where it is not taken. */
final class SpecialGuards {
    /** A guard holds through whatever lies between it and the derivative that it masks. */
    static List<Line> lines() {
        double[] at = row(0, 4);
        double[] value = row(0, 2);
        double[] first = row(0, .25);
        double[] second = row(0, -1 / 32.);
        return List.of(
                line("guard behind reshape", x -> guarded(x, y -> y.reshape(2, 1)), at, value, first, second),
                line("guard behind expand", x -> guarded(x, y -> y.expand(0)), at, value, first, second),
                line("guard behind transpose", x -> guarded(x, y -> y.expand(0).transpose()), at, value, first, second),
                line("guard behind slice", x -> guarded(x, y -> y.slice(0, 1, -1, -1)), at, row(2, 0), first, second),
                line(
                        "guard behind concat",
                        x -> guarded(x, y -> Expressions.concat(0, y, y)),
                        at,
                        row(0, 2, 0, 2),
                        row(0, .5),
                        row(0, -1 / 16.)),
                line(
                        "guard behind broadcast",
                        x -> guarded(x, y -> y.expand(0).broadcastTo(Shape.of(3, 2))),
                        at,
                        row(0, 2, 0, 2, 0, 2),
                        row(0, .75),
                        row(0, -3 / 32.)),
                line(
                        "guard behind broadcasting",
                        x -> where(x.gt(0), x.sqrt().mul(x.ones().broadcastTo(Shape.of(2, 2))), x.zeros()),
                        at,
                        row(0, 2, 0, 2),
                        row(0, .5),
                        row(0, -1 / 16.)),
                line(
                        "guard that differs along a broadcast axis",
                        x -> {
                            Expr rows = constant(1, 2).cast(x.dtype()).expand(1);
                            return where(x.gt(0).and(rows.gt(1)), x.sqrt().mul(rows), x.zeros());
                        },
                        at,
                        row(0, 0, 0, 4),
                        row(0, .5),
                        row(0, -1 / 16.)),
                line(
                        "guard behind dot",
                        x -> where(x.at(0, 0).gt(0), x.sqrt().dot(x), x.sum()),
                        at,
                        row(4),
                        row(1, 1),
                        row(0, 0)),
                line(
                        "guard behind max",
                        x -> where(x.at(0, 0).gt(0), x.sqrt().max(), x.sum()),
                        at,
                        row(4),
                        row(1, 1),
                        row(0, 0)),
                line(
                        "guard behind logSumExp of rows",
                        x -> {
                            Expr y = x.expand(1);
                            return where(x.gt(0), y.log().logSumExp(1), x.zeros());
                        },
                        at,
                        row(0, Math.log(4)),
                        first,
                        row(0, -1 / 16.)),
                line(
                        "third derivative behind a guard",
                        x -> second(where(x.gt(0), x.sqrt(), x.zeros()), x),
                        at,
                        second,
                        row(0, 3 / 256.),
                        row(0, -15 / 2048.)));
    }

    private static Expr guarded(Expr x, UnaryOperator<Expr> between) {
        return where(between.apply(x).gt(0), between.apply(x.sqrt()), x.zeros());
    }

    private SpecialGuards() {}
}
