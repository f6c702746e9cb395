package usercode;

import static adjoint.Adjoint.constant;
import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.input;
import static adjoint.Adjoint.matrix;
import static adjoint.Adjoint.scalar;
import static adjoint.Adjoint.shared;
import static adjoint.Adjoint.vector;
import static adjoint.Adjoint.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.expr.Expr;
import adjoint.expr.Interpreter;
import adjoint.expr.Shared;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a user outside Adjoint's packages is told: the op, the shapes and types, the line, and a cure. */
class ErrorsTest {
    private final Expr x = matrix("x", "batch", 240);
    private final Expr w = matrix("w", 200, 300);

    private static void assertRefused(ThrowingCallable action, String... words) {
        assertThatThrownBy(action)
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll(words)
                .hasMessageContaining("ErrorsTest.java:");
    }

    private static int line() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst())
                .orElseThrow()
                .getLineNumber();
    }

    @Test
    void nodesKnowTheLineThatMadeThem() {
        Expr node = x.tanh();
        int made = line() - 1;
        assertThat(node.site().toString())
                .isEqualTo("ErrorsTest.java:" + made + " (in ErrorsTest.nodesKnowTheLineThatMadeThem)");
        Expr composed = x.std(0);
        int composedAt = line() - 1;
        assertThat(composed.site().toString()).contains("ErrorsTest.java:" + composedAt + " ");
        assertThat(composed.input(2).input(0).site().toString()).contains("ErrorsTest.java:" + composedAt + " ");
        assertThat(vector("v", 3).site().toString()).contains("ErrorsTest.java:" + line() + " ");
        assertThat(shared("s", Tensor.of(1)).site().toString()).contains("ErrorsTest.java:" + line() + " ");
    }

    @Test
    void gradientsKeepTheLineOfWhatTheyDifferentiate() {
        Expr inner = x.tanh();
        int made = line() - 1;
        Expr slope = grad(inner.sum(), x);
        assertThat(slope.site().toString()).contains("ErrorsTest.java:" + made + " ");
    }

    @Test
    void aLineInALambdaOrAStreamIsTheUsers() {
        List<Expr> made = List.of(1.0, 2.0).stream().map(value -> x.mul(value)).toList();
        int at = line() - 1;
        assertThat(made.get(1).site().toString()).contains("ErrorsTest.java:" + at + " ");
    }

    @Test
    void sizesThatDoNotFit() {
        assertRefused(
                () -> x.dot(w), "dot", "x float64[batch, 240]", "w float64[200, 300]", "240", "200", "inner sizes");
        assertRefused(
                () -> x.add(w), "add", "[batch, 240]", "[200, 300]", "do not broadcast", "axis -1", "240 meets 300");
        assertRefused(() -> x.add(matrix("z", "other", 240)), "batch meets other");
        assertRefused(() -> x.add(vector("b", "units")), "240 meets units", "only where it is 1");
        assertRefused(() -> x.reshape(7, 100), "reshape", "240*batch", "700");
        assertRefused(() -> x.reshape(-1, 7), "-1", "240*batch");
        assertRefused(() -> x.sum(2), "no axis 2", "rank 2", "0 to 1");
        assertRefused(() -> x.sum(0, -2), "named twice");
        assertRefused(() -> x.squeeze(1), "squeeze", "size 240");
        assertRefused(() -> x.transpose(0), "transpose", "permutation");
        assertRefused(() -> adjoint.Adjoint.concat(0, x, w), "concat", "every axis but 0");
        assertRefused(() -> adjoint.Adjoint.concat(0), "nothing to concatenate");
        assertRefused(() -> x.slice(1, 0, 300), "slice", "elements 0 to 299", "[batch, 240]");
        assertRefused(() -> x.slice(1, 5, 2), "negative");
        assertRefused(() -> x.slice(1, 5, 2, 0), "step other than 0");
        assertRefused(() -> x.at(1, 240), "slice", "240");
        assertRefused(() -> x.at(1, -241), "negative");
        assertRefused(() -> scalar("s").dot(x), "dot needs vectors or matrices", "mul");
        assertRefused(() -> scalar("s").max(0), "no axis 0");
        assertRefused(() -> x.expand(7), "size-1 axes", "[7]", "rank 3");
        assertRefused(() -> x.expand(0, 0), "[0, 0]", "each once");
        assertRefused(() -> x.expand(-4), "[-4]", "rank 3");
        assertRefused(() -> x.reshape(-1, -1), "only one size", "[-1, -1]");
        assertRefused(() -> x.slice(1, -1, 0, -1), "counts from the front", "-1");
        assertRefused(() -> input("bad", -1), "negative");
        assertRefused(() -> input("bad", "two words"), "two words");
        assertRefused(() -> input("bad", 2.5), "2.5");
        assertRefused(() -> vector("v", 3).broadcastTo(x.shape()), "broadcastTo", "[3]", "[batch, 240]");
    }

    @Test
    void elementTypesThatDoNotFit() {
        Expr f = input("f", DType.FLOAT32, "batch", 240);
        Expr i = input("i", DType.INT32, "batch", 240);
        Expr c = input("c", DType.BOOL, "batch", 240);
        assertRefused(() -> x.add(f), "add", "float64", "float32", "do not mix", "cast(FLOAT64)");
        assertRefused(() -> x.dot(f.transpose()), "dot", "float64 and float32", "cast");
        assertRefused(() -> i.exp(), "exp", "int32", "cast(FLOAT64)");
        assertRefused(() -> c.neg(), "neg", "bool", "cast");
        assertRefused(() -> x.and(c), "and", "compare first");
        assertRefused(() -> where(x, x, x), "where", "condition must be bool", "x.gt(0)");
        assertRefused(() -> x.gather(x, 0), "gather", "index must be int32", "cast(INT32)");
        assertRefused(() -> c.sum(), "sum", "bool", "cast");
        assertRefused(() -> i.logSumExp(), "logSumExp", "int32", "cast");
        assertRefused(() -> i.softmax(1), "softmax", "int32", "cast");
    }

    @Test
    void promotionKeepsTheFloat() {
        Expr i = input("i", DType.INT32, 3);
        Expr c = input("c", DType.BOOL, 3);
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            Expr f = input("f", dtype, 3);
            assertThat(f.add(i).dtype()).isEqualTo(dtype);
            assertThat(i.mul(f).dtype()).isEqualTo(dtype);
            assertThat(c.mul(f).dtype()).isEqualTo(dtype);
            assertThat(f.mul(2.5).dtype()).isEqualTo(dtype);
            assertThat(where(c, i, f).dtype()).isEqualTo(dtype);
            assertThat(f.gt(i).dtype()).isEqualTo(DType.BOOL);
            assertThat(f.clip(0, 1).dtype()).isEqualTo(dtype);
            assertThat(f.mean().dtype()).isEqualTo(dtype);
            assertThat(f.pow(2).dtype()).isEqualTo(dtype);
        }
        assertThat(i.add(i).dtype()).isEqualTo(DType.INT32);
        assertThat(i.add(2).dtype()).isEqualTo(DType.INT32);
        assertThat(i.mul(0.5).dtype()).isEqualTo(DType.FLOAT64);
        assertThat(i.add(c).dtype()).isEqualTo(DType.INT32);
        assertThat(where(c, i, c).dtype()).isEqualTo(DType.INT32);
        assertRefused(() -> i.div(i), "div", "int32", "cast(FLOAT64)");
        assertRefused(() -> i.mean(), "div", "int32", "cast(FLOAT64)");
    }

    @Test
    void aCallThatDoesNotFitItsFunction() {
        Expr y = input("y", "batch");
        var f = function(x, y).returning(x.sum(1).add(y)).compile();
        assertThatThrownBy(() -> f.call(Tensor.zeros(DType.FLOAT64, 2, 240))).hasMessageContaining("2 inputs");
        assertThatThrownBy(() -> f.call(Tensor.zeros(DType.FLOAT32, 2, 240), Tensor.zeros(DType.FLOAT64, 2)))
                .hasMessageContainingAll("x", "float64[batch, 240]", "float32[2, 240]", "cast");
        assertThatThrownBy(() -> f.call(Tensor.zeros(DType.FLOAT64, 2, 241), Tensor.zeros(DType.FLOAT64, 2)))
                .hasMessageContainingAll("axis 1", "x", "240", "241");
        assertThatThrownBy(() -> f.call(Tensor.zeros(DType.FLOAT64, 2, 240), Tensor.zeros(DType.FLOAT64, 3)))
                .hasMessageContainingAll("batch", "3", "2", "x", "y", "one size");
        assertThatThrownBy(() -> f.call(Tensor.zeros(DType.FLOAT64, 2), Tensor.zeros(DType.FLOAT64, 2)))
                .hasMessageContainingAll("x", "rank 2", "[2]");
    }

    @Test
    void whatOnlyTheDataOfACallCanShow() {
        Expr index = input("index", DType.INT32, "k");
        Expr picked = x.gather(index, 0);
        int line = line() - 1;
        Tensor two = Tensor.zeros(DType.FLOAT64, 2, 240);
        Tensor none = Tensor.zeros(DType.FLOAT64, 0, 240);
        Tensor nine = Tensor.of(new int[] {1, 9});
        for (Evaluation way : List.<Evaluation>of(Interpreter::evaluate, ErrorsTest::compiled)) {
            assertThatThrownBy(() -> way.of(picked, List.of(x, index), two, nine))
                    .isInstanceOf(adjoint.tensor.AdjointException.class)
                    .hasMessageContainingAll(
                            "gather[axis=0](x float64[batch, 240], index int32[k])",
                            "index 9 at position 1",
                            "size 2",
                            "ErrorsTest.java:" + line);
            assertThatThrownBy(() -> way.of(x.at(0, 5), List.of(x), two))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContainingAll("slice", "x float64[batch, 240]", "size 2", "ErrorsTest.java:");
            assertThatThrownBy(() -> way.of(x.max(0), List.of(x), none))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContainingAll("max[axis=0](x float64[batch, 240])", "of nothing", "ErrorsTest.java:");
        }
        assertThatThrownBy(() -> x.add((Expr) null))
                .isInstanceOf(adjoint.tensor.AdjointException.class)
                .hasMessageContaining("add: input 1 is null");
    }

    @FunctionalInterface
    private interface Evaluation {
        Tensor of(Expr output, List<Expr> inputs, Tensor... values);
    }

    private static Tensor compiled(Expr output, List<Expr> inputs, Tensor... values) {
        return function(inputs.toArray(Expr[]::new)).returning(output).compile().call(values);
    }

    @Test
    void gradientsThatDoNotExist() {
        Shared p = shared("p", Tensor.of(1));
        Expr v = vector("v", 3);
        assertThatThrownBy(() -> grad(v, v)).hasMessageContainingAll("float scalar", "float64[3]", "mean");
        assertThatThrownBy(() -> grad(v.sum(), p)).hasMessageContainingAll("does not depend", "p");
        assertThatThrownBy(() -> p.set(Tensor.of(new double[] {1, 2})))
                .hasMessageContainingAll("shared variable 'p'", "float64[2]", "ErrorsTest.java");
        assertThat(constant(2).isConstant(2)).isTrue();
    }
}
