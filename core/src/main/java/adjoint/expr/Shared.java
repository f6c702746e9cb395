package adjoint.expr;

import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.List;

/** A parameter of a model: a named array that compiled functions read and update in place. */
public final class Shared extends Expr {
    Shared(String name, Tensor value) {
        this(new Leaf.State(name, value.copy()));
    }

    private Shared(Leaf.State state) {
        super(state, List.of(), state.type(), null, Site.here());
    }

    /** A copy of the current value. */
    public Tensor get() {
        return state().value().copy();
    }

    /** Copies a new value in; its element type and shape must be the old one's. */
    public void set(Tensor value) {
        if (!value.type().equals(type())) {
            throw new ShapeException("shared variable '" + name() + "' is " + type() + " and cannot take "
                    + value.type() + "\n  made at " + site());
        }
        state().value().assign(value);
    }

    /** The leaf that holds the array. */
    public Leaf.State state() {
        return (Leaf.State) op();
    }
}
