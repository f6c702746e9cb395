package adjoint.compile;

import adjoint.expr.Expr;
import adjoint.tensor.Tensor;
import java.util.List;

/** An instruction of a bound plan, for those who look at it while it runs. */
public final class Step {
    private final Instruction instruction;
    private final Plan plan;
    private final Buffers buffers;

    Step(Instruction instruction, Plan plan, Buffers buffers) {
        this.instruction = instruction;
        this.plan = plan;
        this.buffers = buffers;
    }

    /** A value that the step reads or writes. */
    public record Value(Object id, String name, Expr expr, Tensor tensor) {}

    /** What is computed, in a few words. */
    public String label() {
        return instruction.label();
    }

    /** The user's line that the first result comes from, for example {@code Model.java:12}. */
    public String line() {
        return instruction.writes().get(0).expr.site().line();
    }

    RuntimeException explained(RuntimeException error) {
        return instruction.explained(error, buffers);
    }

    @Override
    public String toString() {
        return instruction.toString();
    }

    /** What is read. */
    public List<Value> operands() {
        return instruction.reads().stream().map(this::value).toList();
    }

    /** What is computed; valid until a later step overwrites it. */
    public List<Value> results() {
        return instruction.writes().stream().map(this::value).toList();
    }

    private Value value(Node node) {
        return new Value(node, Instruction.name(node), node.expr, buffers.tensor(node));
    }

    /** Whether a result is returned or becomes the value of a shared variable. */
    public boolean isFinal(Value result) {
        return plan.isKept((Node) result.id());
    }

    /** Floating-point operations of one run; an elementwise function counts as one. */
    public double flops() {
        return instruction.work(buffers).flops();
    }

    /** Bytes of all arrays read and written by one run. */
    public double bytes() {
        return instruction.work(buffers).bytes();
    }
}
