package adjoint.rewrite;

import adjoint.expr.Cast;
import adjoint.expr.Dot;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Hook;
import adjoint.expr.Indexing;
import adjoint.expr.Layout;
import adjoint.expr.Leaf;
import adjoint.expr.Norm;
import adjoint.expr.Normalisation;
import adjoint.expr.Op;
import adjoint.expr.Power;
import adjoint.expr.Reduction;
import adjoint.expr.Stanza;
import adjoint.expr.WeightedLogSumExp;
import adjoint.tensor.Axes;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The values of expressions in {@link Exact} arithmetic, from the textbook definition of each op: an oracle without kernels. */
final class ExactInterpreter {
    private ExactInterpreter() {}

    /** An expression's value, row-major; all shapes must be known. */
    static Exact[] evaluate(Expr root, Map<Expr, Exact[]> inputs) {
        Map<Expr, Exact[]> values = new IdentityHashMap<>(inputs);
        for (Expr node : Graph.topological(root)) {
            if (!values.containsKey(node)) {
                values.put(node, value(node, values));
            }
        }
        return values.get(root);
    }

    private static Exact[] value(Expr node, Map<Expr, Exact[]> values) {
        Op op = node.op();
        if (op instanceof Leaf.Constant constant) {
            return exact(constant.value());
        }
        if (op instanceof Leaf.OfSizes leaf) {
            Tensor out = Tensor.zeros(node.dtype(), shape(node));
            leaf.fill(Map.of(), out);
            return exact(out);
        }
        if (op instanceof Layout || op instanceof Indexing.Gather || op instanceof Hook) {
            return moved(node, values);
        }
        if (op instanceof Reduction reduction) {
            return reduced(node, reduction.axes(), values);
        }
        if (op instanceof Normalisation normalisation) {
            return reduced(node, normalisation.axes(), values);
        }
        if (op instanceof WeightedLogSumExp weighted) {
            return reduced(node, weighted.axes(), values);
        }
        if (op instanceof Dot) {
            return product(node, values);
        }
        return elementwise(node, values);
    }

    private static UnsupportedOperationException unknown(Op op) {
        return new UnsupportedOperationException("the exact value of " + op.label()
                + " is not known; give the op its meaning in other ops, as in .meaning(x -> x.cosh().log())");
    }

    static Exact[] exact(Tensor tensor) {
        return IntStream.range(0, tensor.size())
                .mapToObj(i -> Exact.of(tensor.get(i)))
                .toArray(Exact[]::new);
    }

    private static int[] shape(Expr node) {
        return node.shape().evaluate(Map.of());
    }

    /** Ops that move elements are run on the elements' numbers. */
    private static Exact[] moved(Expr node, Map<Expr, Exact[]> values) {
        List<Exact> all = new ArrayList<>(List.of(Exact.ZERO));
        Tensor[] numbers = new Tensor[node.inputs().size()];
        for (int k = 0; k < numbers.length; k++) {
            Expr input = node.input(k);
            numbers[k] = Tensor.zeros(input.dtype() == DType.INT32 ? DType.INT32 : DType.FLOAT64, shape(input));
            for (int i = 0; i < numbers[k].size(); i++) {
                boolean index = input.dtype() == DType.INT32 && k > 0;
                numbers[k].set(i, index ? values.get(input)[i].toDouble() : all.size());
                all.add(values.get(input)[i]);
            }
        }
        Tensor out = Tensor.zeros(numbers[0].dtype(), shape(node));
        node.op().eval(numbers, out);
        return IntStream.range(0, out.size())
                .mapToObj(i -> all.get((int) out.get(i)))
                .toArray(Exact[]::new);
    }

    private static Exact[] reduced(Expr node, Axes axes, Map<Expr, Exact[]> values) {
        int[] shape = shape(node.input(0));
        int[] outStrides = new int[shape.length];
        int size = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            outStrides[axis] = axes.contains(axis) ? 0 : size;
            size *= axes.contains(axis) ? 1 : shape[axis];
        }
        List<List<Integer>> groups = Stream.generate(() -> (List<Integer>) new ArrayList<Integer>())
                .limit(size)
                .toList();
        int[] strides = Tensor.strides(shape);
        for (int i = 0; i < Tensor.sizeOf(shape); i++) {
            int at = 0;
            for (int axis = 0; axis < shape.length; axis++) {
                at += i / strides[axis] % shape[axis] * outStrides[axis];
            }
            groups.get(at).add(i);
        }
        boolean normalises = node.op() instanceof Normalisation;
        Exact[] out = new Exact[normalises ? Tensor.sizeOf(shape) : size];
        for (int g = 0; g < size; g++) {
            List<Integer> group = groups.get(g);
            List<List<Exact>> in = node.inputs().stream()
                    .map(input -> group.stream().map(i -> values.get(input)[i]).toList())
                    .toList();
            if (normalises) {
                Exact total = in.get(0).stream().map(Exact::exp).reduce(Exact.ZERO, Exact::plus);
                for (int i : group) {
                    Exact x = values.get(node.input(0))[i];
                    out[i] =
                            node.op() instanceof Normalisation.Softmax ? x.exp().over(total) : x.minus(total.log());
                }
            } else {
                out[g] = reduce(node.op(), in);
            }
        }
        return out;
    }

    private static Exact reduce(Op op, List<List<Exact>> in) {
        Stream<Exact> x = in.get(0).stream();
        if (op instanceof Reduction.Sum) {
            return x.reduce(Exact.ZERO, Exact::plus);
        }
        if (op instanceof Norm) {
            return x.map(value -> value.times(value))
                    .reduce(Exact.ZERO, Exact::plus)
                    .sqrt();
        }
        if (op instanceof Reduction.Prod) {
            return x.reduce(Exact.ONE, Exact::times);
        }
        if (op instanceof Reduction.Max) {
            return x.reduce(Exact.MINUS_INFINITY, ExactInterpreter::max);
        }
        if (op instanceof Reduction.Min) {
            return x.reduce(Exact.INFINITY, ExactInterpreter::min);
        }
        if (op instanceof Reduction.LogSumExp) {
            return x.map(Exact::exp).reduce(Exact.ZERO, Exact::plus).log();
        }
        if (op instanceof WeightedLogSumExp) {
            return IntStream.range(0, in.get(0).size())
                    .mapToObj(i -> in.get(0).get(i).exp().times(in.get(1).get(i)))
                    .reduce(Exact.ZERO, Exact::plus)
                    .log();
        }
        throw unknown(op);
    }

    private static Exact max(Exact a, Exact b) {
        return a.isNaN() || b.isNaN() ? Exact.NAN : a.compareTo(b) >= 0 ? a : b;
    }

    private static Exact min(Exact a, Exact b) {
        return a.isNaN() || b.isNaN() ? Exact.NAN : a.compareTo(b) <= 0 ? a : b;
    }

    private static Exact[] product(Expr node, Map<Expr, Exact[]> values) {
        Dot dot = (Dot) node.op();
        int[] out = shape(node);
        int rank = out.length;
        int m = out[rank - 2];
        int n = out[rank - 1];
        int k = shape(node.input(0))[rank - (dot.ta() ? 2 : 1)];
        int batch = Tensor.sizeOf(Arrays.copyOf(out, rank - 2));
        Exact[] a = values.get(node.input(0));
        Exact[] b = values.get(node.input(1));
        Exact[] result = new Exact[batch * m * n];
        for (int i = 0; i < result.length; i++) {
            int p = i / (m * n);
            int row = i / n % m;
            int column = i % n;
            Exact sum = Exact.ZERO;
            for (int l = 0; l < k; l++) {
                Exact left = a[p * m * k + (dot.ta() ? l * m + row : row * k + l)];
                Exact right = b[p * k * n + (dot.tb() ? column * k + l : l * n + column)];
                sum = sum.plus(left.times(right));
            }
            result[i] = sum;
        }
        return result;
    }

    private static Exact[] elementwise(Expr node, Map<Expr, Exact[]> values) {
        int[] shape = shape(node);
        Exact[] out = new Exact[Tensor.sizeOf(shape)];
        int[] strides = Tensor.strides(shape);
        for (int i = 0; i < out.length; i++) {
            Exact[] x = new Exact[node.inputs().size()];
            for (int k = 0; k < x.length; k++) {
                int[] from = shape(node.input(k));
                int[] own = Tensor.strides(from);
                int at = 0;
                for (int axis = 0; axis < from.length; axis++) {
                    int index =
                            i / strides[axis + shape.length - from.length] % shape[axis + shape.length - from.length];
                    at += from[axis] == 1 ? 0 : index * own[axis];
                }
                x[k] = values.get(node.input(k))[at];
            }
            out[i] = apply(node.op(), x);
            if (out[i] == null) {
                return evaluate(node.op().define(node.inputs()).orElseThrow(() -> unknown(node.op())), values);
            }
        }
        return out;
    }

    private static Exact truth(boolean holds) {
        return holds ? Exact.ONE : Exact.ZERO;
    }

    private static Exact compare(String name, Exact a, Exact b) {
        if (a.isNaN() || b.isNaN()) {
            return truth(name.equals("ne"));
        }
        int order = a.compareTo(b);
        return truth(
                switch (name) {
                    case "lt" -> order < 0;
                    case "le" -> order <= 0;
                    case "gt" -> order > 0;
                    case "ge" -> order >= 0;
                    case "eq" -> order == 0;
                    default -> order != 0;
                });
    }

    /** The exact value, or null where it is left to the op to say what it means. */
    private static Exact apply(Op op, Exact[] x) {
        if (op instanceof Power power) {
            return x[0].power(power.exponent());
        }
        if (op instanceof Cast) {
            return x[0];
        }
        if (!(op instanceof Stanza)) {
            return null;
        }
        Exact a = x[0];
        Exact b = x.length > 1 ? x[1] : null;
        return switch (op.name()) {
            case "add" -> a.plus(b);
            case "sub" -> a.minus(b);
            case "mul" -> a.times(b);
            case "div" -> a.over(b);
            case "pow" ->
                a.sign() > 0 && a.isFinite() && b.isFinite() ? b.times(a.log()).exp() : a.power(b.toDouble());
            case "neg" -> a.negate();
            case "abs" -> a.abs();
            case "sign" -> a.isNaN() ? a : Exact.of(a.sign());
            case "sqrt" -> a.sqrt();
            case "relu" -> max(a, Exact.ZERO);
            case "maximum" -> max(a, b);
            case "minimum" -> min(a, b);
            case "clip" -> min(max(a, b), x[2]);
            case "where" -> a.sign() != 0 ? b : x[2];
            case "exp" -> a.exp();
            case "expm1" -> a.expm1();
            case "log" -> a.log();
            case "log1p" -> a.log1p();
            case "log2" -> a.log().over(Exact.LN2);
            case "log10" -> a.log().over(Exact.of(10).log());
            case "sigmoid" -> Exact.ONE.over(Exact.ONE.plus(a.negate().exp()));
            case "softplus" -> a.exp().log1p();
            case "logaddexp" -> a.exp().plus(b.exp()).log();
            case "log1mexp" -> a.expm1().negate().log();
            case "sinh" -> a.exp().minus(a.negate().exp()).over(Exact.TWO);
            case "logCosh" -> a.exp().plus(a.negate().exp()).over(Exact.TWO).log();
            case "cosh" -> a.exp().plus(a.negate().exp()).over(Exact.TWO);
            case "tanh" -> tanh(a);
            case "tanhGrad" -> a.minus(a.times(b.times(b)));
            case "erf" -> a.erf();
            case "erfc" -> a.erfc();
            case "logErfc" -> a.erfc().log();
            case "xlogy" -> a.sign() == 0 && !a.isNaN() && !b.isNaN() ? Exact.ZERO : a.times(b.log());
            case "lt", "le", "gt", "ge", "eq", "ne" -> compare(op.name(), a, b);
            case "isNaN" -> truth(a.isNaN());
            case "and" -> truth(a.sign() != 0 && b.sign() != 0);
            case "or" -> truth(a.sign() != 0 || b.sign() != 0);
            case "not" -> truth(a.sign() == 0);
            case "cos" -> cosine(a);
            case "sin" -> cosine(a.minus(Exact.PI.over(Exact.TWO)));
            default -> null;
        };
    }

    private static Exact tanh(Exact x) {
        if (!x.isFinite()) {
            return x.isNaN() ? x : Exact.of(x.sign());
        }
        Exact e = x.abs().times(Exact.of(-2)).expm1();
        Exact t = e.negate().over(e.plus(Exact.TWO));
        return x.sign() < 0 ? t.negate() : t;
    }

    /** By the series, for small arguments. */
    private static Exact cosine(Exact x) {
        if (!x.isFinite()) {
            return Exact.NAN;
        }
        if (Math.abs(x.toDouble()) > 20) {
            throw new Exact.Unrepresentable();
        }
        Exact square = x.times(x);
        Exact term = Exact.ONE;
        Exact sum = Exact.ONE;
        for (int n = 1; n < 60; n++) {
            term = term.times(square).over(Exact.of(-(2.0 * n - 1) * (2 * n)));
            sum = sum.plus(term);
        }
        return sum;
    }
}
