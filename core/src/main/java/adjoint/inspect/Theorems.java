package adjoint.inspect;

import adjoint.expr.Expr;
import java.util.ArrayList;
import java.util.List;

/** The derivative of an op as a theorem: what it says of its inputs' adjoints, given that of its output. */
final class Theorems {
    private Theorems() {}

    /** The theorem for a node's op on inputs of such types. */
    static PageData.Theorem of(Expr node) {
        List<Expr> inputs = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            String name = node.inputs().size() == 1 ? "x" : "x" + (i + 1);
            inputs.add(StoryTeller.standIn(name, node.input(i)));
        }
        Expr output = Expr.of(node.op(), inputs);
        Expr adjoint = StoryTeller.standIn("y" + LatexSymbols.BAR, node);
        List<Expr> cotangents = node.op().vjp(output.named("y"), adjoint, inputs);
        List<String> formulas = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            String left = LatexSymbols.symbol(inputs.get(i).name() + LatexSymbols.BAR);
            formulas.add(MathMl.of(
                    cotangents.get(i) == null
                            ? left + " = 0 \\quad \\text{(no derivative)}"
                            : left + " = " + Latex.line(cotangents.get(i))));
        }
        return new PageData.Theorem(node.op().label(), MathMl.of("y = " + Latex.line(output)), formulas);
    }
}
