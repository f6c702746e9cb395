package adjoint.expr;

import adjoint.tensor.Arguments;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.List;

/** A parameter of a model: a named array that compiled functions read and update in place. */
public final class Shared extends Expr {
    Shared(String name, Tensor value) {
        this(new Leaf.State(
                Arguments.name(name, "name", "shared"),
                Arguments.given(value, "initial", "shared").copy()));
    }

    private Shared(Leaf.State state) {
        super(state, List.of(), state.type(), null, SourceLine.here());
    }

    /** A copy of the current value. */
    public Tensor get() {
        return valuesOf(List.of(this)).get(0);
    }

    /** Copies of the current values of some variables, all from one moment even while a function updates them. */
    public static List<Tensor> valuesOf(List<Shared> variables) {
        List<Leaf.State> states = Arguments.allGiven(variables, "variables", "valuesOf").stream()
                .map(Shared::state)
                .toList();
        VariableLocks.Held turn = VariableLocks.of(states, List.of()).take();
        try {
            return states.stream().map(state -> state.value().copy()).toList();
        } finally {
            turn.end();
        }
    }

    /** Copies a new value in; its element type and shape must be the old one's. */
    public void set(Tensor value) {
        if (!Arguments.given(value, "value", "set").type().equals(type())) {
            throw new ShapeException("shared variable '" + name() + "' is " + type() + " and cannot take "
                    + value.type() + "\n  made at " + site());
        }
        VariableLocks.Held turn = VariableLocks.setting(state()).take();
        try {
            state().value().assign(value);
        } finally {
            turn.end();
        }
    }

    /** The leaf that holds the array. */
    public Leaf.State state() {
        return (Leaf.State) op();
    }
}
