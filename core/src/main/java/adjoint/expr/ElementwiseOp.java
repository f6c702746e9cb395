package adjoint.expr;

import adjoint.exact.Exact;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * An elementwise op without attributes, written as one stanza:
 *
 * <pre>{@code
 * static final ElementwiseOp EXP = unary("exp", Math::exp, (y, g, x) -> g.mul(y)).on(-3, 3);
 * }</pre>
 *
 * The VJP takes the output, its cotangent and the input(s). Two stanzas are the same op only if they are the same object.
 */
public final class ElementwiseOp implements Elementwise {
    /** What a function costs that is not said to cost something else, in additions. */
    static final int FUNCTION = 10;

    /** The cotangent of a single input. */
    @FunctionalInterface
    public interface UnaryVjp {
        Expr apply(Expr y, Expr g, Expr x);
    }

    /** The cotangent of one of two inputs. */
    @FunctionalInterface
    public interface BinaryVjp {
        Expr apply(Expr y, Expr g, Expr a, Expr b);
    }

    /** The cotangent of one of any number of inputs. */
    @FunctionalInterface
    public interface Vjp {
        Expr apply(Expr y, Expr g, List<Expr> x);
    }

    /** The value at one element. */
    @FunctionalInterface
    public interface Scalar {
        double apply(double[] x);
    }

    /** The exact value at one element of each of three inputs. */
    @FunctionalInterface
    public interface ExactTernary {
        Exact apply(Exact a, Exact b, Exact c);
    }

    /** What is known of the result, given the node and what is known of its inputs. */
    @FunctionalInterface
    public interface Ranging {
        ValueRange apply(Expr y, List<ValueRange> in);
    }

    private final String name;
    private final Signature signature;
    private final Scalar scalar;
    private final List<Vjp> vjps;
    private final int arity;
    private String infix;
    private String latex;
    private String convention = "";
    private boolean commutative;
    private Function<List<Expr>, Expr> define;
    private double[][] domains;
    private double[] special = {};
    private Loop.Pair kernels;
    private Function<Exact[], Exact> exact;
    private Ranging range = (y, in) -> ValueRange.UNKNOWN;
    private int cost;

    private ElementwiseOp(String name, int arity, Signature signature, Scalar scalar, List<Vjp> vjps) {
        this.name = name;
        this.arity = arity;
        this.signature = signature;
        this.scalar = scalar;
        this.vjps = vjps;
        this.domains = new double[arity][];
        Arrays.fill(domains, new double[] {-2, 2});
        this.cost = signature == Signature.COMPARE || signature == Signature.LOGICAL ? 1 : FUNCTION;
    }

    /** A float function of one variable. */
    public static ElementwiseOp unary(String name, DoubleUnaryOperator f, UnaryVjp vjp) {
        return new ElementwiseOp(
                name, 1, Signature.FLOAT, x -> f.applyAsDouble(x[0]), List.of((y, g, x) -> vjp.apply(y, g, x.get(0))));
    }

    /** A float function of two variables, with the cotangent of each. */
    public static ElementwiseOp binary(String name, DoubleBinaryOperator f, BinaryVjp vjpA, BinaryVjp vjpB) {
        return new ElementwiseOp(
                name,
                2,
                Signature.FLOAT,
                x -> f.applyAsDouble(x[0], x[1]),
                List.of(
                        (y, g, x) -> vjpA.apply(y, g, x.get(0), x.get(1)),
                        (y, g, x) -> vjpB.apply(y, g, x.get(0), x.get(1))));
    }

    /** A function of any fixed number of variables; an empty list of VJPs says that it has no gradient at all. */
    public static ElementwiseOp of(String name, int arity, Signature signature, Scalar scalar, List<Vjp> vjps) {
        return new ElementwiseOp(name, arity, signature, scalar, vjps);
    }

    /** The same op on int32 as well. */
    ElementwiseOp alsoIntegers() {
        return with(Signature.NUMERIC, copy -> {});
    }

    /** A stanza never changes: each of the methods below gives a new one. */
    private ElementwiseOp with(Consumer<ElementwiseOp> change) {
        return with(signature, change);
    }

    private ElementwiseOp with(Signature other, Consumer<ElementwiseOp> change) {
        ElementwiseOp copy = new ElementwiseOp(name, arity, other, scalar, vjps);
        copy.infix = infix;
        copy.latex = latex;
        copy.convention = convention;
        copy.commutative = commutative;
        copy.define = define;
        copy.domains = domains.clone();
        copy.special = special;
        copy.kernels = kernels;
        copy.exact = exact;
        copy.range = range;
        copy.cost = cost;
        change.accept(copy);
        return copy;
    }

    /** Where tests sample every input, with the function differentiable inside. */
    public ElementwiseOp on(double low, double high) {
        return with(copy -> Arrays.fill(copy.domains, new double[] {low, high}));
    }

    /** Where tests sample one input. */
    public ElementwiseOp on(int input, double low, double high) {
        return with(copy -> copy.domains[input] = new double[] {low, high});
    }

    /** Further points at which tests compare values (not gradients). */
    public ElementwiseOp alsoAt(double... points) {
        return with(copy -> copy.special = points);
    }

    /** Printed between its two inputs. */
    public ElementwiseOp infix(String symbol) {
        return with(copy -> copy.infix = symbol);
    }

    /** LaTeX with {@code #1}, {@code #2}, ... for the inputs. */
    public ElementwiseOp latex(String template) {
        return with(copy -> copy.latex = template);
    }

    /** What is agreed at kinks, poles and ties, as a phrase for the documentation. */
    public ElementwiseOp agreeing(String phrase) {
        return with(copy -> copy.convention = phrase);
    }

    /** Declares that the inputs may be exchanged. */
    public ElementwiseOp exchangeable() {
        return with(copy -> copy.commutative = true);
    }

    /** The op's meaning in simpler ops, an oracle for its value and gradient where those do not over- or underflow. */
    public ElementwiseOp meaning(UnaryOperator<Expr> f) {
        return with(copy -> copy.define = x -> f.apply(x.get(0)));
    }

    /** The value in 60-digit arithmetic, as the textbook defines it. */
    public ElementwiseOp exactly(UnaryOperator<Exact> f) {
        return with(copy -> copy.exact = x -> f.apply(x[0]));
    }

    /** The value in 60-digit arithmetic, as the textbook defines it. */
    public ElementwiseOp exactly(BinaryOperator<Exact> f) {
        return with(copy -> copy.exact = x -> f.apply(x[0], x[1]));
    }

    /** The value in 60-digit arithmetic, as the textbook defines it. */
    public ElementwiseOp exactly(ExactTernary f) {
        return with(copy -> copy.exact = x -> f.apply(x[0], x[1], x[2]));
    }

    /** What is known of every value of this op. */
    public ElementwiseOp ranging(ValueRange known) {
        return ranging((y, in) -> known);
    }

    /** What is known of the values of this op, given what is known of its inputs. */
    public ElementwiseOp ranging(Ranging rule) {
        return with(copy -> copy.range = rule);
    }

    /** The work for one element, in additions. */
    public ElementwiseOp costing(int additions) {
        return with(copy -> copy.cost = additions);
    }

    /** The meaning of an op of two inputs. */
    public ElementwiseOp meaning(BinaryOperator<Expr> f) {
        return with(copy -> copy.define = x -> f.apply(x.get(0), x.get(1)));
    }

    /** The kernels that compute this op in float64 and in float32. */
    public ElementwiseOp loops(Loop.Unary64 float64, Loop.Unary32 float32) {
        return with(copy -> copy.kernels = Loop.Pair.of(float64, float32));
    }

    /** The kernels that compute this op in float64 and in float32. */
    public ElementwiseOp loops(Loop.Binary64 float64, Loop.Binary32 float32) {
        return with(copy -> copy.kernels = Loop.Pair.of(float64, float32));
    }

    /** The kernels that compare float64 and float32. */
    public ElementwiseOp comparing(Loop.Compare64 float64, Loop.Compare32 float32) {
        return with(copy -> copy.kernels = Loop.Pair.comparing(float64, float32));
    }

    /** The kernels that select float64 and float32. */
    public ElementwiseOp loops(Loop.Select64 float64, Loop.Select32 float32) {
        return with(copy -> copy.kernels = Loop.Pair.of(float64, float32));
    }

    @Override
    public Loop loop(Object[] in, Object out) {
        Loop.Kernel kernel = kernels == null ? null : kernels.forInputs(in);
        return kernel == null ? Elementwise.super.loop(in, out) : kernel.over(in, out);
    }

    /** This op on its domain in every way of broadcasting and for every element type, and at its special points. */
    public List<Sample> samples() {
        return Sample.elementwise(this, domains, special);
    }

    /** The samples of every stanza constant of a class, in the order of its source. */
    public static List<Sample> samplesIn(Class<?> ops) {
        List<Sample> samples = new ArrayList<>();
        for (Field field : ops.getDeclaredFields()) {
            if (field.getType() == ElementwiseOp.class && Modifier.isStatic(field.getModifiers())) {
                try {
                    samples.addAll(((ElementwiseOp) field.get(null)).samples());
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(field + " must be public to be listed", e);
                }
            }
        }
        return samples;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int arity() {
        return arity;
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public String convention() {
        return convention;
    }

    @Override
    public boolean commutative() {
        return commutative;
    }

    @Override
    public double apply(double[] x) {
        return scalar.apply(x);
    }

    @Override
    public Optional<Exact> exactly(Exact[] x) {
        return Optional.ofNullable(exact).map(f -> f.apply(x));
    }

    @Override
    public ValueRange range(Expr y, List<ValueRange> in) {
        return range.apply(y, in);
    }

    @Override
    public int cost() {
        return cost;
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        List<Expr> cotangents = new ArrayList<>(arity);
        for (int i = 0; i < arity; i++) {
            boolean differentiable =
                    i < vjps.size() && vjps.get(i) != null && x.get(i).dtype().isFloat();
            cotangents.add(differentiable ? vjps.get(i).apply(y, g, x) : null);
        }
        return cotangents;
    }

    @Override
    public Optional<Expr> define(List<Expr> x) {
        return Optional.ofNullable(define).map(meaning -> meaning.apply(x));
    }

    @Override
    public String print(List<String> in) {
        return infix == null ? Elementwise.super.print(in) : "(" + in.get(0) + " " + infix + " " + in.get(1) + ")";
    }

    @Override
    public String latex(List<String> in) {
        if (latex == null) {
            return Elementwise.super.latex(in);
        }
        String text = latex;
        for (int i = 0; i < in.size(); i++) {
            text = text.replace("#" + (i + 1), in.get(i));
        }
        return text;
    }

    @Override
    public String toString() {
        return name;
    }
}
