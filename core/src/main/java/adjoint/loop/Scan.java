package adjoint.loop;

import adjoint.expr.Body;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.tensor.DType;
import adjoint.tensor.Dim;
import adjoint.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A loop over the first axis of sequences, with values carried from step to step: a node of the graph like any other, with
 * derivatives of every order.
 *
 * <pre>{@code
 * Scan cell = scan(x)                                  // x [steps, batch, 64]
 *         .carrying(zeros(batch, 256))
 *         .step((h, now) -> {
 *             Expr next = now.at(0).dot(w).add(h.at(0).dot(u)).tanh();
 *             return step(next).emitting(next);
 *         });
 * Expr last = cell.last(0), all = cell.emitted(0);    // [batch, 256] and [steps, batch, 256]
 * }</pre>
 *
 * <p>A step may use any expression from outside; what of it does not change from step to step is computed once, before the
 * loop, and so are the products of a sequence's elements with such an expression: one product of all steps. The number of
 * steps may be a named size, and may be 0: then what is carried stays as it is, and nothing is emitted.
 *
 * <p>The idea of carried values and emitted ones is that of Theano's and JAX's {@code scan}.
 */
public final class Scan {
    /** The values that a step gets: what is carried into it, or the sequences' elements. */
    public record Values(List<Expr> all) {
        public Expr at(int i) {
            return all.get(i);
        }
    }

    /** What a step gives: the next carried values, and what it emits. */
    public record Step(List<Expr> next, List<Expr> emitted) {
        /** The same with emitted values. */
        public Step emitting(Expr... values) {
            return new Step(next, List.of(values));
        }
    }

    /** One step. */
    @FunctionalInterface
    public interface Doing {
        /**
         * Writes down one step.
         *
         * @param carried what is carried into it
         * @param elements of each sequence
         */
        Step apply(Values carried, Values elements);
    }

    private final ScanOp op;
    private final List<Expr> inputs;
    private final Map<DType, Expr> nodes = new EnumMap<>(DType.class);

    private Scan(ScanOp op, List<Expr> inputs) {
        this.op = op;
        this.inputs = inputs;
    }

    /** A step's next carried values; with {@link Step#emitting} what it emits. */
    public static Step step(Expr... next) {
        return new Step(List.of(next), List.of());
    }

    /**
     * A loop that goes on while a condition holds of the carried values, for at most so many steps: to need more is an error
     * when it runs. Its gradient goes back through the steps that were done.
     *
     * @param bound an int, a {@link Dim} or the name of a size
     * @param condition one truth value
     * @param next the carried values after a step
     * @param first the values carried into the first step
     * @return what is carried at the end
     */
    public static List<Expr> whileLoop(
            Object bound, Function<List<Expr>, Expr> condition, UnaryOperator<List<Expr>> next, Expr... first) {
        List<Expr> start = new ArrayList<>(List.of(first));
        start.add(condition.apply(start));
        Builder builder = scan().steps(bound).carrying(start.toArray(Expr[]::new));
        builder.ends = true;
        Scan loop = builder.step((carried, none) -> {
            Expr goes = carried.at(first.length);
            List<Expr> now = next.apply(carried.all().subList(0, first.length));
            List<Expr> after = new ArrayList<>();
            for (int i = 0; i < first.length; i++) {
                after.add(Expressions.where(goes, now.get(i), carried.at(i)));
            }
            after.add(condition.apply(after));
            return step(after.toArray(Expr[]::new));
        });
        return IntStream.range(0, first.length).mapToObj(loop::last).toList();
    }

    /**
     * A choice of which only one side is computed, forward and backward.
     *
     * @param condition one truth value
     * @param arguments what both sides compute with; what a side uses besides is computed in any case
     * @param yes the results where the condition holds
     * @param no the results elsewhere, of the same types
     */
    public static List<Expr> ifElse(
            Expr condition, List<Expr> arguments, UnaryOperator<List<Expr>> yes, UnaryOperator<List<Expr>> no) {
        return Choice.of(condition, arguments, yes, no);
    }

    /** A function of each element of some sequences, stacked along a new first axis. */
    public static Expr map(Function<List<Expr>, Expr> function, Expr... sequences) {
        return scan(sequences)
                .step((none, elements) -> step().emitting(function.apply(elements.all())))
                .emitted(0);
    }

    /** What becomes of a first value by taking in one element of a sequence after the other. */
    public static Expr reduce(BinaryOperator<Expr> function, Expr first, Expr sequence) {
        return scan(sequence)
                .carrying(first)
                .step((carried, element) -> step(function.apply(carried.at(0), element.at(0))))
                .last(0);
    }

    /** Starts a loop over the first axis of sequences, all of one length. */
    public static Builder scan(Expr... sequences) {
        return new Builder(List.of(sequences));
    }

    /** A loop while it is being written; {@link #step} makes it a loop. */
    public static final class Builder {
        private final List<Expr> sequences;
        private List<Expr> first = List.of();
        private Dim length;
        private boolean reverse;
        private boolean ends;
        private Keep keep = Keep.ALL;

        private Builder(List<Expr> sequences) {
            this.sequences = sequences;
        }

        /** The values carried into the first step. */
        public Builder carrying(Expr... values) {
            first = List.of(values);
            return this;
        }

        /**
         * The number of steps; only needed where there is no sequence.
         *
         * @param count an int, a {@link Dim} or the name of a size
         */
        public Builder steps(Object count) {
            length = Dim.from(count);
            return this;
        }

        /** Goes from the last element to the first; what is emitted stands at its step's place all the same. */
        public Builder backwards() {
            reverse = true;
            return this;
        }

        /** What is kept for the way back. */
        public Builder keeping(Keep choice) {
            keep = choice;
            return this;
        }

        /** The loop. */
        public Scan step(Doing doing) {
            Dim steps = checkedLength();
            List<Expr> carried = new ArrayList<>();
            for (int i = 0; i < first.size(); i++) {
                carried.add(Body.parameter("carried" + i, first.get(i)));
            }
            List<Expr> elements = new ArrayList<>();
            for (int i = 0; i < sequences.size(); i++) {
                elements.add(element(i, sequences.get(i)));
            }
            Step made = doing.apply(new Values(carried), new Values(elements));
            check(made);
            List<Expr> results = new ArrayList<>();
            for (int i = 0; i < first.size(); i++) {
                results.add(made.next().get(i).broadcastTo(first.get(i).shape()));
            }
            results.addAll(made.emitted());
            Hoisted hoisted = new Hoisted(carried, elements, sequences, results);
            List<Expr> parameters = new ArrayList<>(carried);
            parameters.addAll(hoisted.elements());
            List<Expr> inputs = new ArrayList<>(first);
            inputs.addAll(hoisted.sequences());
            Body body = Body.capturing(parameters, hoisted.results(), inputs);
            ScanOp op = new ScanOp(
                    body,
                    first.size(),
                    hoisted.sequences().size(),
                    steps,
                    reverse,
                    dtype(results),
                    keep,
                    ends,
                    Map.of());
            return new Scan(op, inputs);
        }

        private static Expr element(int i, Expr sequence) {
            return sequence.site()
                    .during(() -> Expressions.input(
                            sequence.name() == null ? "element" + i : sequence.name() + "_t",
                            sequence.dtype(),
                            sequence.shape().dims().subList(1, sequence.rank()).toArray()));
        }

        private Dim checkedLength() {
            for (Expr sequence : sequences) {
                if (sequence.rank() == 0) {
                    throw new ShapeException("scan: a sequence needs an axis to go along, but " + sequence + " is "
                            + sequence.type() + "\n  made at " + sequence.site());
                }
                Dim own = sequence.shape().dim(0);
                if (length != null && !length.equals(own)) {
                    throw new ShapeException("scan: all sequences must have one length, but "
                            + sequences.stream().map(s -> s.type().toString()).collect(Collectors.joining(" and "))
                            + (sequences.size() == 1 ? " has not " + length : " differ") + "; slice them first"
                            + "\n  made at " + sequence.site());
                }
                length = own;
            }
            if (length == null) {
                throw new ShapeException(
                        "scan: without a sequence the number of steps must be given, as in .steps(10)");
            }
            return length;
        }

        private void check(Step made) {
            if (made.next().size() != first.size()) {
                throw new ShapeException("scan: a step carries on "
                        + made.next().size() + " values, but " + first.size() + " were carried into it");
            }
            for (int i = 0; i < first.size(); i++) {
                Expr now = made.next().get(i);
                boolean same = now.dtype() == first.get(i).dtype()
                        && now.shape().broadcastsTo(first.get(i).shape());
                if (!same) {
                    throw new ShapeException("scan: carried value " + i + " is "
                            + first.get(i).type() + " at first, but " + now.type() + " after a step; "
                            + "start with one of that type\n  first made at "
                            + first.get(i).site() + "\n  next made at " + now.site());
                }
            }
        }

        private static DType dtype(List<Expr> results) {
            List<DType> floats = results.stream()
                    .map(Expr::dtype)
                    .filter(DType::isFloat)
                    .distinct()
                    .toList();
            if (floats.size() > 1) {
                throw new ShapeException("scan: what is carried and emitted mixes float32 and float64; cast one");
            }
            return floats.isEmpty() ? results.get(0).dtype() : floats.get(0);
        }
    }

    private Expr part(int result) {
        DType dtype = op.body().results().get(result).dtype();
        ScanOp own = new ScanOp(
                op.body(),
                op.carried(),
                op.sequences(),
                op.length(),
                op.reverse(),
                dtype,
                op.keep(),
                op.ends(),
                Map.of());
        Expr node = nodes.computeIfAbsent(dtype, any -> Expr.of(own, inputs));
        int at = Arrays.binarySearch(own.outputs(), result);
        return own.packing().part(node, at);
    }

    /** A carried value after the last step. */
    public Expr last(int i) {
        return part(i);
    }

    /** An emitted value at all steps, stacked along a new first axis. */
    public Expr emitted(int i) {
        return part(op.carried() + i);
    }
}
