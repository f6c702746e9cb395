package adjoint.loop;

import adjoint.expr.Body;
import adjoint.expr.Expr;
import adjoint.expr.Nested;
import adjoint.expr.Op;
import adjoint.tensor.DType;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A loop. Its inputs are the first carried values, the sequences, and what the body captures; its output is a vector of all
 * results of one element type: what is carried at the end, then for each emitted value its values at all steps.
 *
 * @param body one step: carried values, elements of the sequences and captured values in; next carried values and emitted
 *     values out
 * @param carried how many values are carried
 * @param sequences how many sequences there are
 * @param length how many steps there are
 * @param reverse whether the steps go from the last element to the first
 * @param dtype the element type of the results in the output
 * @param keep what is kept for the way back
 * @param ends whether the last carried value is a truth value without which no further step is done: the carried values stay,
 *     and what is emitted is 0. To need all steps and more is an error then
 * @param sizes what the named sizes are, once the op is resolved; before that empty
 */
record ScanOp(
        Body body,
        int carried,
        int sequences,
        Dim length,
        boolean reverse,
        DType dtype,
        Keep keep,
        boolean ends,
        Map<String, Integer> sizes)
        implements Nested {

    @Override
    public String name() {
        return "scan";
    }

    @Override
    public String label() {
        return "scan[steps=" + length + ", carried=" + carried + (reverse ? ", reverse" : "") + "]";
    }

    @Override
    public List<Body> bodies() {
        return List.of(body);
    }

    @Override
    public ScanOp with(List<Body> others) {
        return new ScanOp(others.get(0), carried, sequences, length, reverse, dtype, keep, ends, sizes);
    }

    /** This loop with further emitted values behind its own. */
    ScanOp emitting(List<Expr> more) {
        List<Expr> results = new ArrayList<>(body.results());
        results.addAll(more);
        return with(List.of(body.withResults(results)));
    }

    @Override
    public ScanOp resolve(Map<String, Integer> known) {
        return new ScanOp(body, carried, sequences, length, reverse, dtype, keep, ends, Map.copyOf(known));
    }

    /** How many steps there are in a call; the op must be resolved. */
    int steps() {
        return length.evaluate(sizes);
    }

    /** Which results of the body are in the output. */
    int[] outputs() {
        return IntStream.range(0, body.results().size())
                .filter(i -> body.results().get(i).dtype() == dtype)
                .toArray();
    }

    /** How the output is laid out. */
    Packing packing() {
        return new Packing(IntStream.of(outputs()).mapToObj(this::shape).toList());
    }

    private Shape shape(int result) {
        Shape shape = body.results().get(result).shape();
        return result < carried ? shape : stacked(length, shape);
    }

    /** The shape of a stack of arrays. */
    static Shape stacked(Dim length, Shape shape) {
        return new Shape(Stream.concat(Stream.of(length), shape.dims().stream()).toList());
    }

    @Override
    public Type infer(List<Type> in) {
        List<Expr> parameters = body.parameters();
        Op.takes(parameters.size(), in);
        for (int i = 0; i < parameters.size(); i++) {
            Type own = parameters.get(i).type();
            boolean sequence = i >= carried && i < carried + sequences;
            Type wanted = sequence ? own.with(stacked(length, own.shape())) : own;
            if (!in.get(i).equals(wanted)) {
                throw new ShapeException("input " + i + " must be " + wanted + ", not " + in.get(i));
            }
        }
        return Type.of(dtype, packing().length());
    }

    @Override
    public void eval(Tensor[] in, Tensor out) {
        bind(in, out, body -> new Interpreted(body, sizes)).run();
    }

    @Override
    public Runnable bind(Tensor[] in, Tensor out, Binder binder) {
        return new ScanRun(this, in, out, binder.bind(body));
    }

    @Override
    public boolean isBeginningOf(Nested other) {
        return other instanceof ScanOp that
                && that.body.results().size() >= body.results().size()
                && equals(that.with(List.of(that.body.withResults(
                        that.body.results().subList(0, body.results().size())))));
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        return dtype.isFloat() ? new ScanVjp(this, g, x).cotangents() : ScanVjp.none(x);
    }

    @Override
    public Optional<Expr> jvp(Expr y, List<Expr> t, List<Expr> x) {
        return Optional.of(dtype.isFloat() ? ScanJvp.of(this, t, x) : y.zeros());
    }

    @Override
    public String convention() {
        return "no step leaves the carried values as they are; gradients go through every step unless truncated";
    }
}
