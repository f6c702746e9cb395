package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.tensor.Axes;
import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What the variables and blanks of a pattern stand for in one attempt to match a node. */
final class Match implements Wildcards {
    final Expr node;
    final Expr[] variables;
    final Terms.Taken taken;
    private Map<String, Object> attributes = Map.of();

    /** Which choice of terms to try, and whether there is another one after it. */
    int attempt;

    boolean more;

    /** The terms or factors that the pattern leaves open; null for none. */
    Expr rest;

    Match(Expr node, int count, Terms.Taken taken) {
        this.node = node;
        this.taken = taken;
        this.variables = new Expr[count];
    }

    /** Binds a variable; false where it already stands for another node. */
    boolean bind(int variable, Expr to) {
        if (variables[variable] == null) {
            variables[variable] = to;
        }
        return Views.same(variables[variable], to);
    }

    /** Binds a blank; false where it already stands for something else. */
    boolean bind(String blank, Object value) {
        if (attributes.isEmpty()) {
            attributes = new HashMap<>(4);
        }
        Object known = attributes.putIfAbsent(blank, value);
        return known == null || known.equals(value);
    }

    boolean isBound(String blank) {
        return attributes.containsKey(blank);
    }

    void clear() {
        Arrays.fill(variables, null);
        attributes = Map.of();
        rest = null;
        more = false;
    }

    private Object attribute(String name) {
        Object value = attributes.get(name);
        if (value == null) {
            throw new IllegalStateException("the left side has no blank named " + name);
        }
        return value;
    }

    @Override
    public Axes axes(String name) {
        return (Axes) attribute(name);
    }

    @Override
    public boolean hasRest(String name) {
        return rest != null;
    }

    @Override
    public DType dtype(String name) {
        return (DType) attribute(name);
    }

    @Override
    public Shape shape(String name) {
        return (Shape) attribute(name);
    }

    @Override
    public double exponent(String name) {
        return (Double) attribute(name);
    }

    @Override
    public Expr cast(Expr x, String dtype) {
        return x.cast(dtype(dtype));
    }

    @Override
    public Expr reshape(Expr x, String shape) {
        return x.reshape(shape(shape));
    }

    @Override
    public Expr broadcastTo(Expr x, String shape) {
        return x.broadcastTo(shape(shape));
    }

    @Override
    public Expr pow(Expr x, String exponent) {
        return x.pow(exponent(exponent));
    }

    @Override
    public Expr sum(String name, Expr... terms) {
        return Terms.SUM.with(rest, node, terms);
    }

    @Override
    public Expr product(String name, Expr... factors) {
        return Terms.PRODUCT.with(rest, node, factors);
    }
}
