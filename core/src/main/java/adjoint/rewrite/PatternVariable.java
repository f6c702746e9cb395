package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.expr.Op;
import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.List;

/**
 * A pattern variable: while a pattern is built it is a float64 array of rank 3, in a match it is any expression, or any
 * constant if it is one for constants.
 */
record PatternVariable(int index, String name, DType dtype, boolean constant) implements Op {
    private static final Shape SHAPE = Shape.of("rows", "columns", "layers");
    private static final String NAMES = "xyzuvw";
    private static final String CONSTANTS = "cdefgh";

    static final Type TYPE = new Type(DType.FLOAT64, SHAPE);

    /** As many distinct variables as a rule has. */
    static Expr[] variables(int count) {
        Expr[] holes = new Expr[count];
        for (int i = 0; i < count; i++) {
            holes[i] = Expr.of(new PatternVariable(i, NAMES.substring(i, i + 1), DType.FLOAT64, false));
        }
        return holes;
    }

    /** The same variable where a truth value is wanted. */
    PatternVariable truth() {
        return new PatternVariable(index, name, DType.BOOL, false);
    }

    /** The same variable where a constant is wanted. */
    PatternVariable asConstant() {
        return new PatternVariable(index, CONSTANTS.substring(index, index + 1), dtype, true);
    }

    @Override
    public Type infer(List<Type> in) {
        return new Type(dtype, SHAPE);
    }

    @Override
    public int cost() {
        return 0;
    }

    @Override
    public void eval(Tensor[] in, Tensor out) {
        throw new IllegalStateException("pattern variable " + name + " has no value");
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        return List.of();
    }

    @Override
    public String print(List<String> in) {
        return name;
    }
}
