package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Interpreter;
import adjoint.expr.Leaf;
import adjoint.expr.Op;
import adjoint.expr.Sample;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Tries an op on a sample and says what is wrong with it: type rule, evaluation, compiled form, first and second
 * derivative, meaning, exchange of inputs and printing. Ops of one's own are checked as Adjoint's own are:
 *
 * <pre>{@code
 * OpCheck.of(Sample.of(new MyOp(2)).on(-1, 1, "n", 3)).orThrow();
 * }</pre>
 */
public final class OpCheck {
    private final Sample sample;
    private final Op op;
    private final List<String> failures = new ArrayList<>();

    private OpCheck(Sample sample) {
        this.sample = sample;
        this.op = sample.op();
    }

    /** Checks one sample in float64 and, where floats go in, in float32. */
    public static OpCheck of(Sample sample) {
        OpCheck check = new OpCheck(sample);
        check.printing();
        check.refusal();
        check.in(DType.FLOAT64);
        if (sample.hasFloats()) {
            check.in(DType.FLOAT32);
        }
        return check;
    }

    /** What is wrong, one sentence each; empty where nothing is. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** An error that lists what is wrong, if anything is. */
    public void orThrow() {
        if (!failures.isEmpty()) {
            throw new AssertionError(sample + ":\n  " + String.join("\n  ", failures));
        }
    }

    private void fail(String what) {
        failures.add(what);
    }

    private void printing() {
        List<String> names =
                sample.variables(DType.FLOAT64).stream().map(Expr::name).toList();
        List<String> forms = List.of(op.name(), op.label(), op.print(names), op.latex(names));
        if (forms.stream().anyMatch(String::isBlank)) {
            fail("prints as nothing: " + forms);
        }
        if (!names.stream()
                .allMatch(name ->
                        op.print(names).contains(name) && op.latex(names).contains(name))) {
            fail("does not print its inputs " + names + ": " + forms);
        }
    }

    private void refusal() {
        for (int count : new int[] {0, sample.inputs().size() + 1}) {
            try {
                op.infer(Collections.nCopies(count, Type.of(DType.FLOAT64, 2, 2)));
            } catch (ShapeException expected) {
                continue;
            } catch (RuntimeException e) {
                fail("answers " + count + " inputs with " + e + " instead of a ShapeException");
            }
        }
    }

    private void in(DType floats) {
        List<Expr> variables = sample.variables(floats);
        Expr y = Expr.of(op, variables);
        for (long seed = 1; seed <= 2; seed++) {
            Tensor[] values = sample.values(floats, seed);
            Tensor out = evaluated(y, variables, values);
            compiled(y, values, out);
            meaning(y, variables, values, out);
            exchanged(y, variables, values, out);
            if (sample.differentiable() && y.dtype().isFloat()) {
                gradient(y, variables, values, out, seed);
            }
        }
    }

    private static Tensor value(Expr y, List<Expr> variables, Tensor[] values) {
        Map<Leaf.Input, Tensor> bound = new IdentityHashMap<>();
        for (int i = 0; i < values.length; i++) {
            bound.put((Leaf.Input) variables.get(i).op(), values[i]);
        }
        return Interpreter.evaluate(List.of(y), bound, Sample.SIZES).get(0);
    }

    private Tensor evaluated(Expr y, List<Expr> variables, Tensor[] values) {
        Tensor[] before = Arrays.stream(values).map(Tensor::copy).toArray(Tensor[]::new);
        Tensor out = value(y, variables, values);
        if (!Arrays.equals(before, values)) {
            fail("writes to its inputs in " + y.type());
        }
        return out;
    }

    /** The compiled form runs twice over the same arrays, the second time over its own leftovers. */
    private void compiled(Expr y, Tensor[] values, Tensor out) {
        if (op instanceof Leaf) {
            return;
        }
        Tensor[] copies = Arrays.stream(values).map(Tensor::copy).toArray(Tensor[]::new);
        Tensor bound = Tensor.full(out.dtype(), 7, out.shape());
        Runnable code = op.resolve(Sample.SIZES).bind(copies, bound);
        for (int run = 1; run <= 2; run++) {
            code.run();
            String differs = difference(bound, out, largest(out), 16);
            if (differs != null) {
                fail("bind differs from eval on run " + run + " in " + y.type() + ": " + differs);
            }
            if (!Arrays.equals(copies, values)) {
                fail("bind writes to its inputs in " + y.type());
            }
        }
    }

    private void meaning(Expr y, List<Expr> variables, Tensor[] values, Tensor out) {
        Optional<Expr> meaning = op.define(variables);
        if (meaning.isEmpty() || !sample.differentiable()) {
            return;
        }
        if (!meaning.get().type().equals(y.type())) {
            fail("is of type " + y.type() + ", but its meaning of type "
                    + meaning.get().type());
            return;
        }
        Tensor meant = value(meaning.get(), variables, values);
        boolean finite = Arrays.stream(meant.toDoubles()).allMatch(Double::isFinite);
        String differs = finite ? difference(out, meant, Math.max(largest(meant), largest(values)), 64) : null;
        if (differs != null) {
            fail("differs from its meaning in " + y.type() + ": " + differs);
        }
    }

    private void exchanged(Expr y, List<Expr> variables, Tensor[] values, Tensor out) {
        if (!op.commutative()) {
            return;
        }
        List<Expr> other = new ArrayList<>(variables);
        Collections.swap(other, 0, 1);
        Tensor turned = value(Expr.of(op, other), variables, values);
        if (!turned.equals(out)) {
            fail("is declared commutative, but gives " + out + " and exchanged " + turned);
        }
    }

    private void gradient(Expr y, List<Expr> variables, Tensor[] values, Tensor out, long seed) {
        Expr g = Expressions.input("g", y.dtype(), y.shape().dims().toArray());
        List<Expr> cotangents = op.vjp(y, g, variables);
        if (cotangents.size() != variables.size()) {
            fail("gives " + cotangents.size() + " cotangents for " + variables.size() + " inputs");
            return;
        }
        List<Integer> wrt = new ArrayList<>();
        for (int i = 0; i < variables.size(); i++) {
            boolean isFloat = variables.get(i).dtype().isFloat();
            if (isFloat && cotangents.get(i) == null) {
                fail("has no cotangent for input " + i + "; where it is zero, say so with g.zeros()");
            } else if (!isFloat && cotangents.get(i) != null) {
                fail("gives a cotangent to input " + i + " of type "
                        + variables.get(i).dtype());
            } else if (isFloat && cotangents.get(i).dtype() != variables.get(i).dtype()) {
                fail("gives a cotangent of " + cotangents.get(i).dtype() + " to input " + i + " of "
                        + variables.get(i).dtype());
            } else if (isFloat) {
                wrt.add(i);
            }
        }
        if (!wrt.isEmpty()) {
            differences(y, g, variables, values, out, wrt, seed);
        }
    }

    private void differences(
            Expr y, Expr g, List<Expr> variables, Tensor[] values, Tensor out, List<Integer> wrt, long seed) {
        GradientCheck check = GradientCheck.of(
                        y.mul(g).sum(), wrt.stream().map(variables::get).toArray(Expr[]::new))
                .seed(seed)
                .secondOrder()
                .given(g, GradientTrial.direction(out, new Random(seed)));
        for (int i = 0; i < values.length; i++) {
            if (!wrt.contains(i)) {
                check.given(variables.get(i), values[i]);
            }
        }
        Verdict verdict = check.at(wrt.stream().map(i -> values[i]).toArray(Tensor[]::new));
        if (!verdict.passed()) {
            fail("in " + y.dtype() + " " + verdict);
        }
    }

    /** The largest finite magnitude. */
    private static double largest(Tensor... values) {
        return Arrays.stream(values)
                .flatMapToDouble(value -> Arrays.stream(value.toDoubles()))
                .filter(Double::isFinite)
                .map(Math::abs)
                .max()
                .orElse(0);
    }

    /** Where two results differ by more than some units in the last place of a number, or null. */
    private static String difference(Tensor a, Tensor b, double number, double units) {
        if (a.dtype() != b.dtype() || !Arrays.equals(a.shape(), b.shape())) {
            return a.type() + " against " + b.type();
        }
        double unit = a.dtype() == DType.FLOAT32 ? Math.ulp((float) number) : Math.ulp(number);
        double allowed = a.dtype().isFloat() ? units * unit : 0;
        for (int i = 0; i < a.size(); i++) {
            boolean same = Double.compare(a.get(i), b.get(i)) == 0 || Math.abs(a.get(i) - b.get(i)) <= allowed;
            if (!same) {
                return "element " + i + " is " + a.get(i) + " against " + b.get(i);
            }
        }
        return null;
    }
}
