package adjoint.laboratory;

import static adjoint.Adjoint.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.autodiff.Grads;
import adjoint.autodiff.GraphEditor;
import adjoint.expr.Arithmetic;
import adjoint.expr.Expr;
import adjoint.expr.Interpreter;
import adjoint.expr.Maths;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Edits by hand on a loss and its gradient together. */
class GraphEditorTest {
    private final Expr x = vector("x", 2);
    private final Expr h = x.exp().named("h");
    private final Expr product = h.mul(x);
    private final Expr loss = product.sum().add(h.sum());
    private final Grads grads = grad(loss, List.of(x));

    private double[] value(Expr root) {
        return Interpreter.evaluate(root, List.of(x), Tensor.of(new double[] {1, 2}))
                .toDoubles();
    }

    private double sum(double atOne, double atTwo) {
        return atOne + atTwo;
    }

    @Test
    void findsByOpByNameByPredicateAndByExpression() {
        GraphEditor editor = GraphEditor.of(loss);
        assertThat(editor.find(Maths.EXP)).containsExactly(h);
        assertThat(editor.find("h")).containsExactly(h);
        assertThat(editor.find(node -> node.type().isScalar())).contains(loss).doesNotContain(h);
        assertThat(editor.findSame(x.exp().mul(x))).containsExactly(product);
        assertThat(editor.find(Arithmetic.SUB)).isEmpty();
    }

    @Test
    void replacesANodeInTheLossAndInTheGradient() {
        GraphEditor editor = GraphEditor.of(grads).replace(h, x.square());
        assertThat(value(editor.root(0))).containsExactly(sum(1 + 1, 8 + 4));
        assertThat(editor.find("h")).isEmpty();
        assertThat(editor.find(Maths.EXP)).isEmpty();
        assertThat(value(loss)).containsExactly(2 * Math.E + 3 * Math.exp(2));
    }

    @Test
    void insertsAfterForAllUsersAndBeforeForOne() {
        GraphEditor after = GraphEditor.of(loss).insertAfter(x, n -> n.mul(0));
        assertThat(value(after.root(0))).containsExactly(2);
        GraphEditor before = GraphEditor.of(loss).insertBefore(product, 1, n -> n.mul(0));
        assertThat(value(before.root(0))).containsExactly(Math.E + Math.exp(2));
    }

    @Test
    void transformsAllNodesThatAPredicatePicks() {
        GraphEditor editor = GraphEditor.of(loss)
                .transform(node -> node.op() == Maths.EXP, node -> node.input(0).neg());
        assertThat(value(editor.root(0))).containsExactly(sum(-1 - 1, -4 - 2));
    }

    @Test
    void expressionsAtHandStayUsable() {
        GraphEditor editor = GraphEditor.of(loss)
                .replace(x, x.mul(2))
                .insertAfter(h, n -> n.add(1))
                .insertAfter(h, n -> n.mul(10))
                .replace(product, h);
        double a = 10 * (Math.exp(2) + 1);
        double b = 10 * (Math.exp(4) + 1);
        assertThat(value(editor.root(0))).containsExactly(2 * (a + b));
        assertThat(editor.edits()).hasSize(4).allMatch(edit -> edit.contains("GraphEditorTest.java:"));
    }

    @Test
    void undoesAndRedoes() {
        GraphEditor editor = GraphEditor.of(loss).replace(h, x).replace(product, x);
        Expr edited = editor.root(0);
        assertThat(editor.undo().undo().root(0)).isSameAs(loss);
        assertThatThrownBy(editor::undo).isInstanceOf(IllegalStateException.class);
        assertThat(editor.redo().redo().root(0)).isSameAs(edited);
        assertThatThrownBy(editor::redo).isInstanceOf(IllegalStateException.class);
        assertThat(value(editor.undo().replace(loss, loss.neg()).root(0))).containsExactly(-sum(1 + 1, 4 + 2));
        assertThatThrownBy(editor::redo).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void showsTheDifference() {
        GraphEditor editor = GraphEditor.of(loss);
        assertThat(editor.difference()).isEmpty();
        editor.replace(h, x.square().named("s"));
        assertThat(editor.difference().split("\n")).hasSize(3).satisfies(lines -> {
            assertThat(lines[0]).startsWith("replace h (GraphEditorTest.java:");
            assertThat(lines[1]).isEqualTo("- h = exp(x)  : float64[2]");
            assertThat(lines[2]).isEqualTo("+ s = x^2  : float64[2]");
        });
        assertThat(editor.undo().difference()).isEmpty();
    }

    @Test
    void keepsTypesAndKnowsItsNodes() {
        GraphEditor editor = GraphEditor.of(loss);
        assertThatThrownBy(() -> editor.replace(h, loss))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("h is float64[2]")
                .hasMessageContaining("GraphEditorTest.java");
        assertThatThrownBy(() -> editor.transform(node -> node == h, Expr::sum)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> editor.replace(x.log(), x))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("does not occur");
        assertThat(editor.edits()).isEmpty();
    }
}
