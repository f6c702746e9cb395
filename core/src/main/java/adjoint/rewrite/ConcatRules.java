package adjoint.rewrite;

import static adjoint.rewrite.Rule.rule;
import static adjoint.rewrite.Tag.SHAPES;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Slicing;
import adjoint.tensor.Dim;
import java.util.List;

/** What is put together and taken apart again. */
final class ConcatRules {
    private ConcatRules() {}

    static List<Rule> rules() {
        return List.of(rule("slice-of-concat")
                .tagged(SHAPES)
                .function("slice(concat(x, y)) -> slice(x)", (node, facts) -> ofOnePart(node), Slicing.Slice.class)
                .when("the slice begins where a part begins and takes no more than that part")
                .example(2, x -> Expressions.concat(1, x[0], x[1]).slice(1, 3, 6))
                .example(2, x -> Expressions.concat(1, x[0], x[1]).slice(1, 0, 2))
                .because("the other parts need not be put together"));
    }

    private static Expr ofOnePart(Expr node) {
        Slicing.Slice slice = (Slicing.Slice) node.op();
        Expr whole = node.input(0);
        if (!(whole.op() instanceof Slicing.Concat concat) || concat.axis() != slice.axis() || slice.step() != 1) {
            return null;
        }
        Dim start = Dim.of(0);
        for (Expr part : whole.inputs()) {
            Dim size = part.shape().dim(slice.axis());
            boolean within = size.equals(slice.count())
                    || size.isKnown()
                            && slice.count().isKnown()
                            && slice.count().size() <= size.size();
            if (start.equals(slice.start()) && within) {
                return Expr.of(new Slicing.Slice(slice.axis(), Dim.of(0), 1, slice.count()), part);
            }
            start = start.plus(size);
        }
        return null;
    }
}
