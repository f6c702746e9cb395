package adjoint.rewrite;

import adjoint.expr.Elementwise;
import adjoint.expr.Expr;
import adjoint.expr.Layout;
import adjoint.expr.Op;
import adjoint.tensor.Axes;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The left side of a rule, compiled from an expression over {@linkplain PatternVariable variables}. A commutative op matches in both
 * orders: each order is an alternative of its own, and each choice of terms an attempt of its own, so that matching never
 * has to go back.
 */
final class Pattern {
    private final Expr left;
    private final int variables;
    private volatile List<Part> alternatives;

    Pattern(Expr left, int variables) {
        this.left = left;
        this.variables = variables;
    }

    /** The ways in which this pattern can match, compiled when first asked for: most rules never meet a node of their op. */
    private List<Part> alternatives() {
        if (alternatives == null) {
            alternatives = compile(left);
        }
        return alternatives;
    }

    /**
     * The first way in which a node has this form and a condition holds, or null.
     *
     * @param facts shared by patterns that are tried one after the other
     */
    Match match(Expr node, RangeAnalysis facts, RuleDraft.OpenCondition condition) {
        Match match = null;
        List<Part> ways = alternatives();
        for (int i = 0; i < ways.size(); i++) {
            if (!ways.get(i).inputsMayMatch(node, facts.taken())) {
                continue;
            }
            if (match == null) {
                match = new Match(node, variables, facts.taken());
            }
            match.attempt = 0;
            do {
                match.clear();
                if (ways.get(i).matches(node, match) && condition.holds(facts, match.variables, match)) {
                    return match;
                }
                match.attempt++;
            } while (match.more);
        }
        return null;
    }

    /** One node of a pattern. */
    sealed interface Part permits Variable, Number, Application, PutBack, Open, Terms {
        /** Whether a node has this form, binding variables on the way. */
        boolean matches(Expr node, Match match);

        /** False where a look at the node alone shows that it has not. */
        default boolean mayMatch(Expr node) {
            return true;
        }

        /** False where a look at each input or term alone shows that the node does not have this form. */
        default boolean inputsMayMatch(Expr node, Terms.Taken taken) {
            return mayMatch(node);
        }
    }

    private record Variable(int index, boolean constant) implements Part {
        @Override
        public boolean mayMatch(Expr node) {
            return !constant || node.constant() != null;
        }

        @Override
        public boolean matches(Expr node, Match match) {
            return mayMatch(node) && match.bind(index, node);
        }
    }

    /** A constant all of whose elements have one value. */
    private record Number(double value) implements Part {
        @Override
        public boolean mayMatch(Expr node) {
            return node.isConstant(value);
        }

        @Override
        public boolean matches(Expr node, Match match) {
            return mayMatch(node);
        }
    }

    /** An op with one open attribute. */
    private record Open(AttributeWildcard blank, Part input) implements Part {
        @Override
        public boolean mayMatch(Expr node) {
            return behind(node, Elementwise.class.isAssignableFrom(blank.kind()))
                            .getClass()
                    == blank.kind();
        }

        @Override
        public boolean inputsMayMatch(Expr node, Terms.Taken taken) {
            return mayMatch(node) && input.mayMatch(node.input(0));
        }

        @Override
        public boolean matches(Expr node, Match match) {
            if (!mayMatch(node)) {
                return false;
            }
            Expr seen = node.op().getClass() == blank.kind() ? node : Views.inside(node);
            return match.bind(blank.variable(), blank.attribute(seen.op())) && input.matches(seen.input(0), match);
        }
    }

    private record Application(Op op, boolean open, boolean elementwise, List<Part> inputs) implements Part {
        Application(Op op, boolean open, List<Part> inputs) {
            this(op, open, op instanceof Elementwise, inputs);
        }

        @Override
        public boolean mayMatch(Expr node) {
            return open
                    ? node.op().getClass() == op.getClass()
                    : op == node.op() || op.equals(behind(node, elementwise));
        }

        @Override
        public boolean inputsMayMatch(Expr node, Terms.Taken taken) {
            for (int i = 0; i < inputs.size(); i++) {
                if (i >= node.inputs().size() || !inputs.get(i).mayMatch(node.input(i))) {
                    return false;
                }
            }
            return mayMatch(node);
        }

        @Override
        public boolean matches(Expr given, Match match) {
            if (!mayMatch(given)) {
                return false;
            }
            Expr node = elementwise && !op.equals(given.op()) ? Views.inside(given) : given;
            if (node.inputs().size() != inputs.size() || open && !unify(op, node.op(), match)) {
                return false;
            }
            for (int i = 0; i < inputs.size(); i++) {
                if (!inputs.get(i).matches(node.input(i), match)) {
                    return false;
                }
            }
            for (int i = 0; i < inputs.size(); i++) {
                if (inputs.get(i) instanceof PutBack back
                        && !(fullShape(node, 1 - i)
                                && commonAlong(match.axes(back.axes), node.input(i), node.rank()))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The op of a node; of one that moves the elements of an elementwise op's result, that op. */
    private static Op behind(Expr node, boolean elementwise) {
        return elementwise ? Views.opBehind(node) : node.op();
    }

    /** Whether an input has the result's shape, so that axes mean the same in both. */
    private static boolean fullShape(Expr node, int input) {
        return node.input(input).shape().equals(node.shape());
    }

    /** Whether a value is the same all along some axes of the result of a rank that it broadcasts to. */
    private static boolean commonAlong(Axes axes, Expr value, int rank) {
        if (value.op() instanceof Layout.Expand expand && expand.axes().equals(axes)) {
            return value.rank() == rank;
        }
        boolean leading = axes.count() == 0 || axes.toArray()[axes.count() - 1] == axes.count() - 1;
        return value.rank() == 0 || leading && value.rank() + axes.count() <= rank;
    }

    /** A reduced value put back: size-1 axes put in again, or nothing where the reduced axes are the leading ones. */
    private record PutBack(Part reduced, String axes) implements Part {
        @Override
        public boolean matches(Expr node, Match match) {
            if (node.op() instanceof Layout.Expand expand) {
                return match.bind(axes, expand.axes()) && reduced.matches(node.input(0), match);
            }
            return reduced.matches(node, match) && match.isBound(axes);
        }
    }

    /**
     * A reduced value put back along its axes, so that it broadcasts against what was reduced. In a pattern it also matches
     * the bare value where the axes are the leading ones, since that broadcasts as well.
     */
    static Expr back(Expr reduced, Axes axes) {
        return axes.variable() == null ? reduced.expand(axes) : Expr.of(new Back(axes), reduced);
    }

    /** Stands for {@link PutBack} while a pattern is built. */
    private record Back(Axes axes) implements Op {
        @Override
        public String name() {
            return "expand";
        }

        @Override
        public String label() {
            return "expand[axis=" + axes + "]";
        }

        @Override
        public Type infer(List<Type> in) {
            return in.get(0).with(in.get(0).shape().expanded(axes));
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            out.assign(in[0]);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(g);
        }
    }

    /** How a rule is indexed whose left side has this op at its root. */
    static List<Object> roots(Op op) {
        if (op instanceof Terms.Written sum) {
            return List.of(sum.operation().join(), sum.operation().inverse());
        }
        return List.of(op instanceof AttributeWildcard blank ? blank.kind() : Rule.key(op));
    }

    /** Patterns are small, so this one walk may recur. */
    private static List<Part> compile(Expr node) {
        if (node.op() instanceof PatternVariable hole) {
            return List.of(new Variable(hole.index(), hole.constant()));
        }
        if (node.constant() != null) {
            return List.of(new Number(node.constant().scalar()));
        }
        List<List<Part>> inputs = List.of(List.of());
        for (Expr input : node.inputs()) {
            List<Part> ways = compile(term(node.op(), input));
            inputs = inputs.stream()
                    .flatMap(done -> ways.stream().map(way -> append(done, way)))
                    .toList();
        }
        if (node.op().commutative()) {
            List<List<Part>> both = new ArrayList<>(inputs);
            for (List<Part> in : inputs) {
                List<Part> exchanged = List.of(in.get(1), in.get(0));
                if (!both.contains(exchanged)) {
                    both.add(exchanged);
                }
            }
            inputs = both;
        }
        boolean open = hasVariable(node.op());
        return inputs.stream().map(in -> part(node, open, in)).toList();
    }

    private static Part part(Expr node, boolean open, List<Part> inputs) {
        if (node.op() instanceof Back back) {
            return new PutBack(inputs.get(0), back.axes.variable());
        }
        if (node.op() instanceof AttributeWildcard blank) {
            return new Open(blank, inputs.get(0));
        }
        if (!(node.op() instanceof Terms.Written sum)) {
            return new Application(node.op(), open, inputs);
        }
        List<Terms.Term> terms = IntStream.range(0, inputs.size())
                .mapToObj(i -> new Terms.Term(inputs.get(i), term(sum, node.input(i)) != node.input(i)))
                .toList();
        return new Terms(sum.operation(), terms);
    }

    /** What is added or subtracted where an input is a term of an open sum, or the input itself. */
    private static Expr term(Op op, Expr input) {
        Expr inverted = op instanceof Terms.Written sum ? sum.operation().inverted(input) : null;
        return inverted == null ? input : inverted;
    }

    private static List<Part> append(List<Part> parts, Part last) {
        List<Part> all = new ArrayList<>(parts);
        all.add(last);
        return List.copyOf(all);
    }

    private static boolean hasVariable(Op op) {
        return components(op).stream().anyMatch(part -> part instanceof Axes axes && axes.variable() != null);
    }

    /** Whether two ops are the same kind with equal attributes, where variable axes equal any. */
    private static boolean unify(Op pattern, Op actual, Match match) {
        if (pattern.getClass() != actual.getClass()) {
            return false;
        }
        List<Object> wanted = components(pattern);
        List<Object> given = components(actual);
        return IntStream.range(0, wanted.size())
                .allMatch(i -> wanted.get(i) instanceof Axes axes && axes.variable() != null
                        ? match.bind(axes.variable(), given.get(i))
                        : wanted.get(i).equals(given.get(i)));
    }

    private static List<Object> components(Op op) {
        List<Object> values = new ArrayList<>();
        if (op instanceof Record) {
            for (RecordComponent component : op.getClass().getRecordComponents()) {
                try {
                    component.getAccessor().setAccessible(true);
                    values.add(component.getAccessor().invoke(op));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException("cannot read attribute " + component.getName() + " of " + op, e);
                }
            }
        }
        return values;
    }
}
